@NullMarked
package dev.portcullis.local.part;

import org.jspecify.annotations.NullMarked;
