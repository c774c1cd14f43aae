extension Schema {
    /// The migration `0009-redeemed-delegations`: an index by which the oldest of one user and client are found. A server of
    /// the version before goes on without a bound on them.
    static let redeemedDelegations = """
        CREATE INDEX delegations_redeemed ON delegations (user_id, client_id, revoked_at) WHERE redeemed_at IS NOT NULL;
        UPDATE delegations SET nonce = NULL WHERE redeemed_at IS NOT NULL AND nonce IS NOT NULL;
        """
}
