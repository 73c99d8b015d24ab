@NullMarked
package dev.portcullis.local.access;

import org.jspecify.annotations.NullMarked;
