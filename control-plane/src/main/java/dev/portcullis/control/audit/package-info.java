/** What is kept of each request of the API: a line of the audit log, and a measurement. */
@NullMarked
package dev.portcullis.control.audit;

import org.jspecify.annotations.NullMarked;
