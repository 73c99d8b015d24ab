package dev.portcullis.control.store;

import dev.portcullis.model.ConfigItem;

/** A row that nodes get to know. */
public interface StoredItem {
    /** As it is published. */
    ConfigItem item();
}
