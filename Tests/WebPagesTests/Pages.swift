import OAuthProtocol
import WebPages

/// Some moment.
let noon = CivilTime(year: 2026, month: 3, day: 4, hour: 12, minute: 5)

/// Every page in each of its states, with `text` in every place that takes text.
func pages(saying text: String) -> [(name: String, page: any PageContent)] {
    let block = { (language: CodeBlock.Language) in CodeBlock(label: text, language: language, text: text) }
    let steps = [
        PlaygroundStep(
            title: text, explanation: text, blocks: [block(.shell), block(.json), block(.url), block(.text)]),
        PlaygroundStep(title: text, explanation: text, blocks: [], failure: text),
    ]
    return [
        ("login", LoginPage(clientName: text, username: text, problem: .mismatch, request: text, csrf: text)),
        ("login, accounts for all", LoginPage(createAccountLink: "/create-account", csrf: text)),
        ("login, first visit", LoginPage(csrf: text)),
        ("login, throttled", LoginPage(username: text, problem: .throttled(retryAfter: 61), csrf: text)),
        (
            "consent",
            ConsentPage(
                clientName: text, redirectHost: text, redirectsToOwnDevice: true, introduction: .byHost(text),
                pages: ClientPages(about: WebURI("https://app.example/"), policy: WebURI(text)), username: text,
                scopes: ["openid", text], claims: ["email", text], resources: [text], request: text, csrf: text)
        ),
        (
            "consent, nothing asked",
            ConsentPage(
                clientName: text, redirectHost: text, pages: ClientPages(about: WebURI("https://app.example/'&x")),
                username: text, scopes: [], request: text, csrf: text)
        ),
        (
            "error",
            ErrorPage(status: 400, kind: .unacceptableRequest, code: text, description: text, requestID: text)
        ),
        ("error, bare", ErrorPage(status: 404, kind: .notFound)),
        ("account", AccountPage(name: text, username: text, email: text, emailVerified: true)),
        ("account, bare", AccountPage(name: nil, username: text, email: nil, emailVerified: false)),
        (
            "sessions",
            AccountSessionsPage(
                rows: [
                    .init(id: text, description: text, address: text, signedInAt: noon, isThisBrowser: true),
                    .init(id: text, description: text, address: nil, signedInAt: noon, isThisBrowser: false),
                ], csrf: text)
        ),
        ("sessions, none", AccountSessionsPage(rows: [], csrf: text)),
        (
            "applications",
            AccountApplicationsPage(
                rows: [.init(clientID: text, clientName: text, scopes: ["email", text], grantedAt: noon)], csrf: text)
        ),
        ("applications, none", AccountApplicationsPage(rows: [], csrf: text)),
        (
            "logout",
            LogoutPage(
                action: "/v1/auth/logout", clientName: text, username: text,
                hiddenFields: [.init(text, text)], csrf: text)
        ),
        ("nothing waits", WayOnPage(kind: .signedIn)),
        ("nothing waits, of a client", WayOnPage(kind: .stale, clientName: text, clientLink: "https://shop.example/")),
        ("answered", WayOnPage(kind: .answered, clientName: text)),
        ("signed out", SignedOutPage()),
        ("signed out, going on", SignedOutPage(clientName: text, continueLink: "/somewhere")),
        (
            "form post",
            FormPostPage(action: "https://app.example.com/cb", fields: [.init(text, text)], clientName: text)
        ),
        (
            "create account",
            CreateAccountPage(
                clientName: text, username: text, email: text, name: text,
                problems: [.usernameTaken, .emailInvalid, .nameInvalid, .passwordTooShort(least: 8), .stale],
                passwordLeast: 8, request: text, csrf: text)
        ),
        ("login, for a device", LoginPage(isForDevice: true, csrf: text)),
        ("device", DevicePage(userCode: text, problem: .wrong, csrf: text)),
        (
            "device, filled in",
            DevicePage(userCode: text, handover: QRCode("https://cardea.example/device"), csrf: text)
        ),
        ("device, throttled", DevicePage(userCode: text, problem: .throttled(retryAfter: 61), csrf: text)),
        (
            "device consent",
            DeviceConsentPage(
                clientName: text, introduction: .byHost(text), username: text, userCode: text,
                scopes: ["openid", text],
                resources: [text], request: text, csrf: text)
        ),
        (
            "device consent, nothing asked",
            DeviceConsentPage(
                clientName: text, introduction: .byItself, username: text, userCode: text, scopes: [], request: text,
                csrf: text)
        ),
        ("device allowed", DeviceDonePage(clientName: text, isAllowed: true)),
        ("device denied", DeviceDonePage(clientName: text, isAllowed: false)),
        ("create account, first visit", CreateAccountPage(passwordLeast: 8, csrf: text)),
        (
            "playground",
            PlaygroundPage(issuer: text, startLink: "/playground/start", state: .start(commands: [block(.shell)]))
        ),
        (
            "playground, finished",
            PlaygroundPage(
                issuer: text, startLink: "/playground/start",
                state: .finished(
                    steps: steps,
                    next: [
                        PlaygroundSuggestion(title: text, link: "/account"),
                        PlaygroundSuggestion(title: text, command: text),
                    ]))
        ),
    ]
}
