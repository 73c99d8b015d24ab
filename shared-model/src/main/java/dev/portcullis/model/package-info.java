/** What crosses Kafka: the items of an instance's configuration, the head that makes them current, and the image they form. */
@NullMarked
package dev.portcullis.model;

import org.jspecify.annotations.NullMarked;
