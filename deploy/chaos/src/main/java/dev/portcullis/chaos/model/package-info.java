/** A small independent model of what rules and routes mean: which requests are let in at which revision. */
@NullMarked
package dev.portcullis.chaos.model;

import org.jspecify.annotations.NullMarked;
