@NullMarked
package dev.portcullis.local.demo;

import org.jspecify.annotations.NullMarked;
