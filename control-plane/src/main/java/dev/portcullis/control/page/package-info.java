/** Lists in pages, walked by opaque tokens. */
@NullMarked
package dev.portcullis.control.page;

import org.jspecify.annotations.NullMarked;
