@NullMarked
package dev.portcullis.control.topic;

import org.jspecify.annotations.NullMarked;
