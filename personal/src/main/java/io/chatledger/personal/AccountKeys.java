package io.chatledger.personal;

import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Where the key of an account and a year is found. */
public interface AccountKeys {

    /**
     * @param year of UTC
     * @return null if the keys of the account were destroyed
     */
    @Nullable SecretKey key(String accountId, int year);
}
