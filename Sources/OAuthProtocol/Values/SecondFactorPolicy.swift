/// `accounts.second_factor`: whether people show more than a password.
package enum SecondFactorPolicy: String, Sendable, CaseIterable {
    /// Nobody is asked for one, and none can be set up.
    case off
    /// Whoever has set one up is asked for it.
    case optional
    /// Everybody is; whoever has none sets one up before an application gets anything.
    case required
}
