package dev.portcullis.chaos.check;

import dev.portcullis.chaos.model.InstanceState;

/**
 * A state of an instance, in the order in which they were true.
 *
 * @param era how many databases were put back before it
 * @param notBefore it was not committed earlier
 */
record Version(int index, int era, long revision, InstanceState state, long notBefore) {}
