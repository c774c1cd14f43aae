extension MemoryStore {
    /// A call that can be made to fail.
    package enum Call: String, CaseIterable, Sendable {
        case findClient, findClients, commitNewClient, commitClient, commitRemovalOfClient, commitUseOfClients
        case commitRemovalOfClients, commitReplacement, findRegistrationRevocation
        case findUserByID, findUserByLogin, findUsers, commitNewUser, commitProfile, commitPassword, commitRehash
        case commitDisabled, commitRemovalOfUser
        case findSession, commitSession, commitUseOfSession, commitEnd, findSessions
        case findInteraction, commitInteraction, commitAnswer
        case findConsent, findConsents, findAccess, commitConsent, commitWithdrawal
        case findDelegation, commitDelegation, commitRedemption, commitRotation, commitRevocation
        case findRevocation, commitTokenRevocation
        case commitSpending, findUserBySubject, findFederation, commitProvisionedAccount
        case findExchange, commitExchange, findSecurityEpoch
        case findSigningKeys, commitSigningKeys
        case commitAttempt, commitSettlement
        case findPendingLogoutNotices, findDueLogoutNotices, commitClaimOfLogoutNotice, commitRemovalOfLogoutNotice
        case commitPostponementOfLogoutNotice
        case findDeviceAuthorization, findDeviceAuthorizationByUserCode, commitDeviceAuthorization, commitApproval
        case commitDenial, commitDelegationOfDevice
        case findOneTimeCodes, commitOneTimeCodes, commitUseOfOneTimeCode, commitRemovalOfOneTimeCodes
        case countRecoveryCodes, commitRecoveryCodes, commitUseOfRecoveryCode
        case findRememberedBrowser, findRememberedBrowsers, commitRememberedBrowser, commitEndOfRememberedBrowser
        case findPasskey, findPasskeys, commitNewPasskey, commitUseOfPasskey, commitNameOfPasskey
        case commitRemovalOfPasskey
        case findLink, commitLink, commitPasswordByLink, commitAddress, findInvitation, commitInvitation
        case commitNewUserByInvitation
        case findPendingMails, findDueMails, commitRequestedMail, commitClaimOfMail, commitRemovalOfMail
        case commitPostponementOfMail
        case ping, commitRemovalOfExpired

        /// Whether it may change something.
        var isCommit: Bool { rawValue.hasPrefix("commit") }
    }
}
