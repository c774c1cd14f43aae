/// Why a command did not do what it was told: one sentence for standard error, exit status 1.
struct Refusal: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
