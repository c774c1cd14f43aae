/// What was found of one address, in the order of the report.
struct Findings {
    private(set) var list: [Finding] = []

    /// Checks one thing. What its outcomes have in common stands here once; an outcome may say its own in its place.
    ///
    /// - `id`: stable, so that programs can tell findings apart: `token.unknown_grant`.
    /// - `clause`: where it is written.
    /// - `mend`: how to mend it.
    /// - `outcome`: what is so; `nil` where there is nothing to say.
    mutating func check(_ id: String, clause: String? = nil, mend: String? = nil, _ outcome: () -> Outcome?) {
        guard let outcome = outcome() else { return }
        list.append(Finding(id, outcome, mend: mend, clause: clause))
    }

    static func += (left: inout Findings, right: Findings) {
        left.list += right.list
    }
}

/// What a check comes to.
struct Outcome {
    let severity: Severity
    let title: String
    let detail: String?
    let mend: String?
    let clause: String?

    static func ok(_ title: String, _ detail: String? = nil) -> Outcome {
        Outcome(severity: .ok, title: title, detail: detail, mend: nil, clause: nil)
    }

    static func note(_ title: String, _ detail: String? = nil, mend: String? = nil, clause: String? = nil) -> Outcome {
        Outcome(severity: .note, title: title, detail: detail, mend: mend, clause: clause)
    }

    static func warning(_ title: String, _ detail: String, mend: String? = nil, clause: String? = nil) -> Outcome {
        Outcome(severity: .warning, title: title, detail: detail, mend: mend, clause: clause)
    }

    static func problem(_ title: String, _ detail: String, mend: String? = nil, clause: String? = nil) -> Outcome {
        Outcome(severity: .problem, title: title, detail: detail, mend: mend, clause: clause)
    }
}
