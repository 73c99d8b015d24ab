/** The two Kafka topics: what they are called, how they are made, how clients connect. */
@NullMarked
package dev.portcullis.control.topic;

import org.jspecify.annotations.NullMarked;
