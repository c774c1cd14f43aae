extension PageContent {
    /// Asks for the code that a device shows (RFC 8628 §3.3). It posts `user_code` and `csrf` to `/device`.
    ///
    /// - `userCode`: what was typed before, or came with the address; empty for neither.
    /// - `handover`: this page's address with the code in it, for who would rather go on with a phone; `nil` offers none.
    package static func device(
        userCode: String = "", problem: FormProblem? = nil, handover: QRCode? = nil, csrf: String
    ) -> PageContent {
        PageContent("device", forms: .onward, problems: problem.map { [$0] } ?? []) { words in
            [
                "pageTitle": words.text(problem == nil ? .deviceTitle : .deviceTitleAgain),
                "userCode": DisplayText.line(userCode, limit: 32),
                "problem": problem?.text(in: words),
                "handover": handover?.values,
                "csrf": csrf,
            ]
        }
    }

    /// Says what was decided, and that the person may go back to the device (RFC 8628 §3.3).
    ///
    /// - `clientName`: what was let in or turned away.
    package static func deviceDone(clientName: String, isAllowed: Bool) -> PageContent {
        PageContent("device-done") { words in
            [
                "pageTitle": words.text(isAllowed ? .deviceAllowedTitle : .deviceDeniedTitle),
                "clientName": words.clientName(clientName),
                "isAllowed": isAllowed,
            ]
        }
    }
}
