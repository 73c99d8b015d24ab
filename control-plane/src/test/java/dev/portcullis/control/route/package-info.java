@NullMarked
package dev.portcullis.control.route;

import org.jspecify.annotations.NullMarked;
