import OAuthProtocol
import OAuthServer
import WebPages

@testable import Playground

/// Some moment.
let noon = CivilTime(year: 2026, month: 3, day: 4, hour: 12, minute: 5)

/// Every page in each of its states, with `text` in every place that takes text.
func pages(saying text: String) -> [(name: String, page: PageContent)] {
    [
        ("login", .login(clientName: text, username: text, problem: .mismatch, request: text, csrf: text)),
        ("login, accounts for all", .login(createAccountLink: "/create-account", csrf: text)),
        ("login, first visit", .login(csrf: text)),
        ("login, throttled", .login(username: text, problem: .throttled(retryAfter: 61), csrf: text)),
        (
            "consent",
            .consent(
                to: .redirect(host: text, isOwnDevice: true), clientName: text, introduction: .byHost(text),
                pages: places(text), username: text, scopes: ["openid", text], claims: ["email", text],
                resources: [text], request: text, csrf: text)
        ),
        (
            "consent, nothing asked",
            .consent(
                to: .redirect(host: text), clientName: text, pages: places("https://app.example/'&x"), username: text,
                scopes: [], request: text, csrf: text)
        ),
        ("error", .error(.unacceptableRequest, status: 400, code: text, description: text, requestID: text)),
        ("error, bare", .error(.notFound, status: 404)),
        ("account", .account(name: text, username: text, email: text, emailVerified: true)),
        ("account, bare", .account(name: nil, username: text, email: nil, emailVerified: false)),
        (
            "sessions",
            .sessions(
                [
                    .init(id: text, description: text, address: text, signedInAt: noon, isThisBrowser: true),
                    .init(id: text, description: text, address: nil, signedInAt: noon, isThisBrowser: false),
                ], csrf: text)
        ),
        ("sessions, none", .sessions([], csrf: text)),
        (
            "applications",
            .applications(
                [.init(clientID: text, clientName: text, scopes: ["email", text], grantedAt: noon)], csrf: text)
        ),
        ("applications, none", .applications([], csrf: text)),
        (
            "logout",
            .logout(
                action: "/v1/auth/logout", clientName: text, username: text, hiddenFields: [(text, text)], csrf: text)
        ),
        ("nothing waits", .wayOn(.signedIn)),
        ("nothing waits, of a client", .wayOn(.stale, clientName: text, clientLink: "https://shop.example/")),
        ("answered", .wayOn(.answered, clientName: text)),
        ("signed out", .signedOut()),
        ("signed out, going on", .signedOut(clientName: text, continueLink: "/somewhere")),
        ("form post", .formPost(action: "https://app.example.com/cb", fields: [(text, text)], clientName: text)),
        (
            "create account",
            .createAccount(
                clientName: text, username: text, email: text, name: text,
                problems: [.usernameTaken, .emailInvalid, .nameInvalid, .passwordTooShort(least: 8), .stale],
                passwordLeast: 8, request: text, csrf: text)
        ),
        ("create account, first visit", .createAccount(passwordLeast: 8, csrf: text)),
        ("login, for a device", .login(isForDevice: true, csrf: text)),
        ("device", .device(userCode: text, problem: .wrongCode, csrf: text)),
        ("device, filled in", .device(userCode: text, handover: QRCode("https://cardea.example/device"), csrf: text)),
        ("device, throttled", .device(userCode: text, problem: .throttled(retryAfter: 61), csrf: text)),
        (
            "device consent",
            .consent(
                to: .device(userCode: text), clientName: text, introduction: .byHost(text), username: text,
                scopes: ["openid", text], resources: [text], request: text, csrf: text)
        ),
        (
            "device consent, nothing asked",
            .consent(
                to: .device(userCode: text), clientName: text, introduction: .byItself, username: text, scopes: [],
                request: text, csrf: text)
        ),
        ("device allowed", .deviceDone(clientName: text, isAllowed: true)),
        ("device denied", .deviceDone(clientName: text, isAllowed: false)),
        ("playground", .playground(commands(text))),
        (
            "playground, finished",
            .playground(
                commands(text),
                after: [
                    PlaygroundStep(title: text, explanation: text, blocks: [CodeBlock(label: text, text: text)]),
                    PlaygroundStep(title: text, explanation: text, failure: text),
                ])
        ),
    ]
}

private func places(_ policy: String) -> [ClientPage: WebURI] {
    let pages: [ClientPage: WebURI?] = [.about: WebURI("https://app.example/"), .policy: WebURI(policy)]
    return pages.compactMapValues(\.self)
}

/// What the playground shows, for a client that is called `text`.
func commands(_ text: String) -> PlaygroundCommands {
    guard let issuer = Issuer("http://localhost:8080") else { preconditionFailure("localhost is an issuer") }
    return PlaygroundCommands(
        issuer: issuer, client: ClientID(text), secret: Secret(text), startLink: "/playground/start",
        redirectURI: text, documentation: "/docs")
}
