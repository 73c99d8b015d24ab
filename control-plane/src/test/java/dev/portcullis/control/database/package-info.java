@NullMarked
package dev.portcullis.control.database;

import org.jspecify.annotations.NullMarked;
