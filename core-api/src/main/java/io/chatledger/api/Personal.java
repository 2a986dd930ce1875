package io.chatledger.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Of or about a person. In the stored event it is sealed under a key of the account, and can be read no more once that
 * key is destroyed. Never in a {@link TokenEvent}, which the log shows as it is.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Personal {

    /** How a text reads whose key was destroyed. */
    String ERASED = "[erased]";
}
