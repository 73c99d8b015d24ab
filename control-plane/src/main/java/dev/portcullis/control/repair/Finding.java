package dev.portcullis.control.repair;

/**
 * Something on the topic that is not what the tables say.
 *
 * @param detail in words, with topic, partition and offset where there is one; never the content of a record
 */
record Finding(RepairReason reason, String detail) {}
