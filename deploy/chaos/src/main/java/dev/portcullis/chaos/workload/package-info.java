/** Clients: writers of random changes, and callers of the nodes whose right verdict is known. */
@NullMarked
package dev.portcullis.chaos.workload;

import org.jspecify.annotations.NullMarked;
