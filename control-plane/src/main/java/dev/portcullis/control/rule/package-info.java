/** Authentication rules: whose tokens are accepted, where they stand, and where one is asked for. */
@NullMarked
package dev.portcullis.control.rule;

import org.jspecify.annotations.NullMarked;
