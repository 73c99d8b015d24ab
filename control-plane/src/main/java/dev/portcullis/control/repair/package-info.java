/** Topic and tables are held against each other, and where they are apart, the topic is made what the tables say. */
@NullMarked
package dev.portcullis.control.repair;

import org.jspecify.annotations.NullMarked;
