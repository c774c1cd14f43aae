import Identity
import JOSE
import OAuthProtocol
import OAuthServer
import Storage
import WebPages

/// Everything that endpoints are made from. `routes` lists what is made of it.
package struct Site: Sendable {
    package let server: AuthorizationServer
    package let store: any Store
    package let signIn: SignIn
    package let registration: SelfRegistration
    package let accounts: Accounts
    package let links: OneTimeLinks
    package let invitations: Invitations
    /// `nil` where no mail is sent.
    package let outbox: Outbox?
    package let secondFactors: SecondFactors
    /// `nil` where browsers know no passkeys: for an issuer whose host is an address.
    package let passkeys: Passkeys?
    package let userCodeGuesses: UserCodeGuesses
    package let sessions: Sessions
    package let pages: PageResponder
    package let metrics: ServerMetrics
    let browsers: BrowserSessions
    let notices: Notices
    /// What is asked of a password.
    let standard: PasswordStandard

    /// - `pages`: turns pages into responses.
    /// - `master`: from which the keys of forms and device cookies are derived.
    package init(
        server: AuthorizationServer, store: any Store, hasher: PasswordHasher, sessions: SessionConfiguration,
        master: MasterKey, entropy: Entropy, metrics: ServerMetrics, pages: PageResponder
    ) {
        let issuer = server.configuration.issuer
        let deviceKey = master.derive("device cookies")
        self.server = server
        self.store = store
        self.sessions = Sessions(store: store, entropy: entropy, configuration: sessions)
        signIn = SignIn(
            users: store, attempts: store, hasher: hasher, entropy: entropy, mac: { deviceKey.mac($0) })
        accounts = Accounts(users: store, hasher: hasher, entropy: entropy)
        standard = PasswordStandard(least: server.configuration.leastPasswordLength)
        outbox = server.configuration.sendsMail ? Outbox(master: master, entropy: entropy) : nil
        links = OneTimeLinks(
            store: store, hasher: hasher, entropy: entropy, mac: { deviceKey.mac($0) }, outbox: outbox)
        invitations = Invitations(
            store: store, accounts: accounts, standard: standard, entropy: entropy, mac: { deviceKey.mac($0) })
        notices = Notices(outbox: outbox, pages: pages, mac: { deviceKey.mac($0) })
        let factorKey = master.derive("second factors")
        secondFactors = SecondFactors(
            policy: server.configuration.secondFactor, users: store, store: store, attempts: store, entropy: entropy,
            mac: { deviceKey.mac($0) },
            sealing: Sealing(factorKey))
        passkeys = server.configuration.relyingPartyID.map { id in
            Passkeys(
                id: id, origin: issuer.origin, store: store, attempts: store, entropy: entropy,
                mac: { deviceKey.mac($0) })
        }
        registration = SelfRegistration(
            accounts: accounts, users: store, signIn: signIn,
            attempts: store, entropy: entropy, standard: standard, mac: { deviceKey.mac($0) })
        userCodeGuesses = UserCodeGuesses(attempts: store, mac: { deviceKey.mac($0) })
        self.pages = pages
        browsers = BrowserSessions(
            issuer: issuer, sessions: self.sessions, notices: notices, entropy: entropy,
            formKey: master.derive("form tokens"),
            cookieKey: master.derive("session cookies"))
        self.metrics = metrics
    }
}

extension Outbox {
    /// With the key of messages that wait, which the server and the commands that send some share.
    package init(master: MasterKey, entropy: Entropy) {
        self.init(sealing: Sealing(master.derive("mail")), entropy: entropy)
    }
}

extension Sealing {
    init(_ key: DerivedKey) {
        self.init(seal: { key.seal($0, bound: $1) }, open: { try? key.open($0, bound: $1) })
    }
}
