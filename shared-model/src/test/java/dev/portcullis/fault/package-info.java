@NullMarked
package dev.portcullis.fault;

import org.jspecify.annotations.NullMarked;
