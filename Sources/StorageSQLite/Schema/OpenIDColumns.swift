extension Schema {
    /// The migration `0002-openid`: what a delegation says about the sign-in, what was asked for and allowed of single claims, and what is known
    /// of people besides their names. All of it may be absent, so a server of the version before goes on writing.
    static let openID = """
        ALTER TABLE delegations ADD COLUMN acr TEXT;
        ALTER TABLE delegations ADD COLUMN claims TEXT;
        ALTER TABLE consents ADD COLUMN claims TEXT;
        ALTER TABLE users ADD COLUMN claims TEXT;
        """
}
