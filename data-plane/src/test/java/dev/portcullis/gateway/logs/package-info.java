@NullMarked
package dev.portcullis.gateway.logs;

import org.jspecify.annotations.NullMarked;
