import OAuthProtocol
import Testing

@testable import Playground
@testable import WebPages

@Suite struct PageTests {
    private func html(_ page: PageContent) throws -> String {
        try PageRenderer().render(page).html
    }

    @Test(arguments: [
        (FormProblem.mismatch, "That user name and password do not match."),
        (.throttled(retryAfter: 900), "Too many attempts. Try again in 15 minutes."),
        (.throttled(retryAfter: 61), "Too many attempts. Try again in 2 minutes."),
        (.throttled(retryAfter: 60), "Too many attempts. Try again in 1 minute."),
        (.throttled(retryAfter: 59), "Too many attempts. Try again in 59 seconds."),
        (.throttled(retryAfter: 0), "Too many attempts. Try again in 1 second."),
        (.throttled(retryAfter: Int64.max), "Too many attempts. Try again in \(Int64.max / 3600 + 1) hours."),
        (.busy(retryAfter: 5), "Many people are signing in just now. Try again in 5 seconds."),
        (.stale, "This page was open for too long. Please sign in again."),
    ])
    func `a failed sign-in is announced with its reason and when to try again`(
        problem: FormProblem, words: String
    ) throws {
        let page = try html(.login(username: "demo", problem: problem, csrf: "c"))
        #expect(page.contains("role=\"alert\">\(words)</p>"))
    }

    @Test func `password managers and keyboards find the sign-in fields`() throws {
        let inputs = Markup(try html(.login(username: "demo", csrf: "c"))).named("input").map(\.attributes)
        let username = try #require(inputs.first { $0["name"] == "username" })
        let password = try #require(inputs.first { $0["name"] == "password" })
        #expect(username["autocomplete"] == "username")
        #expect(username["value"] == "demo")
        #expect(username["autofocus"] == nil)
        #expect(password["autocomplete"] == "current-password")
        #expect(password["type"] == "password")
        #expect(password["autofocus"] != nil)
        #expect(password["value"] == nil)
        let first = Markup(try html(.login(csrf: "c"))).named("input").map(\.attributes)
        #expect(first.filter { $0["autofocus"] != nil }.map { $0["name"] } == ["username"])
        #expect(!first.contains { $0["name"] == "request" })
    }

    @Test func `a login hint too long to be a user name is not offered cut short`() throws {
        let page = PageContent.login(username: String(repeating: "a", count: 300), csrf: "c")
        #expect(Markup(try html(page)).named("input").contains { $0.attributes["value"] == "" })
    }

    @Test func `consent names the client, the host, the person and a way to be somebody else`() throws {
        let page = PageContent.consent(
            to: .redirect(host: "app.example.com"), clientName: "Acme Charts", username: "demo",
            scopes: ["openid", "profile", "email", "offline_access", "phone", "address", "trades:write"],
            resources: ["https://api.example.com"], request: "a/b+c", csrf: "c")
        let html = try html(page)
        #expect(html.contains("Acme Charts</bdi> in?</h1>"))
        #expect(html.contains("You will be sent to <strong class=\"host\" dir=\"ltr\">app.example.com</strong>"))
        #expect(html.contains("<bdi>demo</bdi>"))
        #expect(Markup(html).named("a").contains { $0.attributes["href"] == "/login?request=a%2Fb%2Bc&switch=1" })
        let phrases = [
            "Know that it is you", "See your name", "See your email address", "Keep this access while you are away",
            "See your phone number", "See your postal address",
            "Use the permission <code dir=\"ltr\">trades:write</code>",
        ]
        #expect(phrases.allSatisfy { html.contains(">\($0)</span>") })
        #expect(html.contains("https://api.example.com</bdi>"))
        #expect(!html.contains("your own device"))
        let decisions = Markup(html).named("button").filter { $0.attributes["name"] == "decision" }
        #expect(decisions.map { $0.attributes["value"] } == ["allow", "deny"])
    }

    @Test(arguments: [
        Introduction.registered, .byItself, .byHost("app.example"),
    ])
    func `an application's own pages are links where the operator vouches for it, and else a host in words`(
        introduction: Introduction
    ) throws {
        let pages: [ClientPage: WebURI] = [
            .about: try #require(WebURI("https://app.example/?a=1&b='2'")),
            .policy: try #require(WebURI("https://App.Example:8443/privacy")),
            .terms: try #require(WebURI("http://terms.example/")),
        ]
        for recipient in [ConsentRecipient.redirect(host: "h.example"), .device(userCode: "WDJB-MJHT")] {
            let html = try html(
                .consent(
                    to: recipient, clientName: "App", introduction: introduction, pages: pages, username: "demo",
                    scopes: [], request: "r", csrf: "c"))
            let links = Markup(html).named("a").filter { $0.attributes["target"] == "_blank" }
            let leading = Markup(html).named("a").filter { $0.attributes["href"]?.contains("://") ?? false }
            #expect(leading.count == links.count)
            #expect(links.allSatisfy { $0.attributes["rel"] == "noopener noreferrer" })
            let addresses = links.map { $0.attributes["href"] ?? "" }
            if introduction == .registered {
                #expect(
                    addresses == [
                        "https://app.example/?a=1&b='2'", "https://App.Example:8443/privacy", "http://terms.example/",
                    ])
                for name in ["About this application", "Privacy policy", "Terms of use"] {
                    #expect(html.contains(">\(name)</a>"), "\(name)")
                }
            } else {
                #expect(addresses.isEmpty)
                #expect(html.contains("<li>Privacy policy: <span dir=\"ltr\">app.example</span></li>"))
                #expect(html.contains("<li>Terms of use: <span dir=\"ltr\">terms.example</span></li>"))
                #expect(!html.contains("://app.example") && !html.contains("privacy"))
            }
        }
    }

    @Test func `consent for a program on the person's own device says so`() throws {
        let page = PageContent.consent(
            to: .redirect(host: "127.0.0.1:5555", isOwnDevice: true), clientName: "CLI", username: "demo", scopes: [],
            request: "r", csrf: "c")
        #expect(try html(page).contains("This application runs on your own device."))
    }

    @Test func `the end of a long host is never cut off`() throws {
        let host = String(repeating: "accounts.example.com.", count: 11) + "attacker.example"
        let page = PageContent.consent(
            to: .redirect(host: host), clientName: "App", username: "demo", scopes: [], request: "r", csrf: "c")
        #expect(try html(page).contains(host))
    }

    @Test func `nor is that of a host which an application says is its own`() throws {
        let host = String(repeating: "accounts.example.com.", count: 11) + "attacker.example"
        let pages: [ClientPage: WebURI] = [.about: try #require(WebURI("https://\(host)/"))]
        for introduction in [Introduction.byItself, .byHost(host)] {
            let page = PageContent.consent(
                to: .redirect(host: "h.example"), clientName: "App", introduction: introduction, pages: pages,
                username: "demo", scopes: [], request: "r", csrf: "c")
            #expect(try html(page).contains(">\(host)</span></li>"))
        }
    }

    @Test func `the field for a device's code corrects nothing, and what was wrong is announced`() throws {
        let html = try html(.device(userCode: "wdjb", problem: .wrongCode, csrf: "c"))
        let input = try #require(Markup(html).named("input").first { $0.attributes["name"] == "user_code" }).attributes
        #expect(input["value"] == "wdjb" && input["aria-invalid"] == "true" && input["aria-describedby"] == "problem")
        #expect(
            input["autocomplete"] == "off" && input["spellcheck"] == "false" && input["autocapitalize"] == "characters")
        #expect(html.contains("id=\"problem\" role=\"alert\">No device is waiting with this code."))
        #expect(try self.html(.device(problem: .throttled(retryAfter: 60), csrf: "c")).contains("in 1 minute."))
    }

    @Test func `a device is let in by who sees its code, its name and what it asks for`() throws {
        let page = PageContent.consent(
            to: .device(userCode: "WDJB-MJHT"), clientName: "Television", username: "demo",
            scopes: ["email", "films:read"],
            resources: ["https://films.example"], request: "a/b", csrf: "c")
        let html = try html(page)
        for words in [
            "Television</bdi> in?</h1>", "<code dir=\"ltr\">WDJB-MJHT</code>", "See your email address",
            "films:read</code>", "https://films.example</bdi>", "Go on only if you have just started this yourself",
        ] { #expect(html.contains(words), "\(words)") }
        #expect(Markup(html).named("a").contains { $0.attributes["href"] == "/login?request=a%2Fb&switch=1" })
        let decisions = Markup(html).named("button").filter { $0.attributes["name"] == "decision" }
        #expect(decisions.map { $0.attributes["value"] } == ["allow", "deny"])
    }

    @Test func `logout offers both answers and signed out offers to come back`() throws {
        let logout = Markup(try html(.logout(action: "/v1/auth/logout", csrf: "c")))
        #expect(logout.named("button").map { $0.attributes["value"] } == ["logout", "stay"])
        #expect(logout.named("form").map { $0.attributes["action"] } == ["/v1/auth/logout"])
        #expect(Markup(try html(.signedOut())).named("a").map { $0.attributes["href"] } == ["/login"])
    }

    @Test func `an answer by form post comes as it is and can be sent without scripts`() throws {
        let page = PageContent.formPost(
            action: "https://app.example.com/cb?a=1&b=2",
            fields: [("state", " a\"\u{301}b "), ("submit", "x")])
        let markup = Markup(try html(page))
        #expect(markup.named("form").map { $0.attributes["action"] } == ["https://app.example.com/cb?a=1&b=2"])
        #expect(markup.named("input").map { $0.attributes["value"] } == [" a\"\u{301}b ", "x"])
        #expect(markup.named("noscript").count == 1 && markup.named("button").count == 1)
    }

    @Test func `what is wrong with a new account stands beside its field, which has the focus`() throws {
        let page = PageContent.createAccount(
            username: "demo", email: "nobody", problems: [.emailInvalid, .passwordTooShort(least: 8)],
            passwordLeast: 8, csrf: "c")
        let html = try html(page)
        let inputs = Markup(html).named("input").map(\.attributes)
        #expect(inputs.filter { $0["autofocus"] != nil }.map { $0["name"] } == ["email"])
        #expect(inputs.filter { $0["aria-invalid"] != nil }.map { $0["name"] } == ["email", "password"])
        #expect(html.contains("id=\"email-problem\" role=\"alert\">This is not an email address.</p>"))
        #expect(html.contains("It needs at least 8 characters.</p>"))
        #expect(inputs.allSatisfy { $0["type"] != "password" || $0["value"] == nil })
    }

    @Test func `a row's button says what it ends to who cannot see the row`() throws {
        let rows = [1, 2].map {
            SessionRow(
                id: "s\($0)", description: "Browser \($0)", address: nil, signedInAt: noon, isThisBrowser: $0 == 1)
        }
        let html = try html(.sessions(rows, csrf: "c"))
        #expect(html.contains("<h2 id=\"session-2\"><span><bdi>Browser 2</bdi></span></h2>"))
        #expect(Markup(html).named("button").map { $0.attributes["aria-describedby"] } == ["session-1", "session-2"])
        #expect(html.ranges(of: "this browser").count == 1)
    }

    @Test func `the playground shows how far a refused flow came`() throws {
        let steps = [
            PlaygroundStep(title: "Asked", explanation: "It asked."),
            PlaygroundStep(title: "Refused", explanation: "You said no.", failure: "access_denied"),
        ]
        let html = try html(.playground(commands("demo"), after: steps))
        #expect(Markup(html).named("li").compactMap { $0.attributes["class"] } == ["step", "step failed"])
        #expect(html.contains("role=\"alert\">access_denied</p>"))
        #expect(html.contains("Try again</a>"))
    }
}
