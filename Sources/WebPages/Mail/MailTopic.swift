import Mustache
import OAuthProtocol

/// What a message to a person is about. Its texts are found by its name: `mail.newDevice.subject`.
package enum MailTopic: String, CaseIterable, Sendable {
    case newPassword, address, invitation
    case newDevice, passkeyAdded, passkeyRemoved, codesSetUp, codesRemoved, recoveryCodesReplaced, passwordChanged
    case addressChanged, accountRemoved

    /// Where whoever did not do it sets another password, below the issuer; `nil` where only an operator can help.
    var remedy: String? {
        switch self {
        case .addressChanged, .accountRemoved: nil
        // Whoever does not know it any more cannot sign in.
        case .passwordChanged: "/forgot-password"
        default: "/account/security"
        }
    }

    /// Where its link leads, below the issuer; `nil` for a notice, which has none of its own.
    var path: String? {
        switch self {
        case .newPassword: "/reset-password"
        case .address: "/verify-email"
        case .invitation: "/invitation"
        default: nil
        }
    }

    /// The keys of its texts.
    var keys: [String] {
        ["subject", "lead"].map(key) + (path == nil ? [] : [key("action")])
    }

    func key(_ part: String) -> String { "mail.\(rawValue).\(part)" }
}

/// A message as it is to be put into words.
package struct MailPage: Sendable {
    package let topic: MailTopic
    /// `nil` in messages to those who may have nothing to do with it.
    package var username: String?
    /// A passkey's name, or an address; `nil` if nothing is named.
    package var detail: String?
    /// What its link holds; `nil` for a notice.
    package var token: Secret?
    /// When it happened.
    package var time: CivilTime
    /// The browser as sessions describe it; empty for none.
    package var browser: String
    /// The network address that it came from; empty for none.
    package var address: String

    package init(
        _ topic: MailTopic, username: String? = nil, detail: String? = nil, token: Secret? = nil, time: CivilTime,
        browser: String = "", address: String = ""
    ) {
        self.topic = topic
        self.username = username
        self.detail = detail
        self.token = token
        self.time = time
        self.browser = browser
        self.address = address
    }
}

/// A message in words: two forms that say the same.
package struct RenderedMail: Sendable {
    package let subject: String
    package let text: String
    /// A whole HTML document without anything to be loaded.
    package let html: String
    package let language: LanguageTag
}

extension PageRenderer {
    /// A message in words.
    ///
    /// - `issuer`: with which every address in it begins; no slash at its end.
    package func render(_ mail: MailPage, from issuer: String, in language: Language) -> RenderedMail {
        let brand = appearance.brands.own
        let words = Words(language, brand: brand.shownName)
        let topic = mail.topic
        let named = PageContent.shown([
            "username": mail.username.map { DisplayText.line($0) },
            "detail": mail.detail.map { DisplayText.line($0, limit: 254) }.map {
                $0.isEmpty ? words.text(.unnamedPasskey) : $0
            },
        ]).compactMapValues { $0 as? String }
        let link: String? = topic.path.flatMap { path in
            mail.token.map { issuer + path + "?token=" + $0.exposed }
        }
        let isNotice = link == nil
        let browser = words.browser(mail.browser)
        let values = PageContent.shown([
            "t": language.texts,
            "language": language.tag.description,
            "direction": language.direction.rawValue,
            "brand": words.brand,
            "issuer": issuer,
            "accent": brand.accent?.colour ?? Accent.own.colour,
            "onAccent": brand.accent?.ink ?? Accent.own.ink,
            "subject": words.text(of: topic, "subject", named),
            // With what stands in it set apart, which lines of another direction need.
            "lead": language.texts.templates.value[topic.key("lead")],
            "plainLead": words.text(of: topic, "lead", named),
            "username": named["username"],
            "detail": named["detail"],
            "link": link,
            "action": link == nil ? nil : words.text(of: topic, "action", named),
            "lifetime": topic == .invitation ? words.text(.mailWeek) : words.text(.mailHour),
            "isNotice": isNotice,
            "ask": words.text(.mailAsk),
            "securityLink": isNotice ? topic.remedy.map { issuer + $0 } : nil,
            "time": isNotice || !mail.address.isEmpty ? words.date(mail.time) : nil,
            "browserName": mail.browser.isEmpty
                ? nil : [browser.browser, browser.system].compactMap(\.self).joined(separator: ", "),
            "address": mail.address.isEmpty ? nil : mail.address,
        ])
        let library = appearance.templates.library
        return RenderedMail(
            subject: words.text(of: topic, "subject", named),
            text: library.render(values, withTemplate: "mail-text") ?? "",
            html: library.render(values, withTemplate: "mail") ?? "", language: language.tag)
    }

    /// A message in words, in the first of the languages that is there; English if none is.
    package func render(_ mail: MailPage, from issuer: String, wishes: [String]) -> RenderedMail {
        render(mail, from: issuer, in: appearance.languages.choose(wishes, header: nil))
    }
}
