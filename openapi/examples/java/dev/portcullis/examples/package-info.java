/** Programs that use the management API as strangers would, with the client that is generated from the contract. */
@NullMarked
package dev.portcullis.examples;

import org.jspecify.annotations.NullMarked;
