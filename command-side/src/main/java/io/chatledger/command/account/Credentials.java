package io.chatledger.command.account;

import java.util.UUID;
import org.springframework.data.jpa.repository.JpaRepository;

/** The passwords, by account. */
interface Credentials extends JpaRepository<Credential, UUID> {}
