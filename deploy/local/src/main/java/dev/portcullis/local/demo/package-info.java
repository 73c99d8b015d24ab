/** The upstream behind the gateway, and the instance that leads to it. */
@NullMarked
package dev.portcullis.local.demo;

import org.jspecify.annotations.NullMarked;
