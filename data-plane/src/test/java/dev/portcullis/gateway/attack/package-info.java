/** The attacks that other gateways have fallen to, over raw sockets against a node whose upstream records what arrives. */
@NullMarked
package dev.portcullis.gateway.attack;

import org.jspecify.annotations.NullMarked;
