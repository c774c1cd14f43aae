import ArgumentParser
import Identity

/// What is known of a person besides names and address: the flag `--claim` of `user add` and `user update`.
struct ClaimOptions: ParsableArguments {
    @Option(
        name: .customLong("claim"),
        help: ArgumentHelp(
            "Something known of the person, such as given_name=Ada or address='{\"country\": \"DE\"}' (repeatable).",
            valueName: "name=value"))
    var assignments: [String] = []

    /// - Throws: `ValidationError` for what is no assignment, and for a claim that is given twice.
    func given() throws -> [Claim] {
        var names = Set<String>()
        return try assignments.map { assignment in
            guard let claim = Claim(assignment: assignment) else {
                throw ValidationError("--claim needs a name, an equals sign and a value: \(assignment)")
            }
            guard names.insert(claim.name).inserted else {
                throw ValidationError("--claim names \(claim.name) twice.")
            }
            return claim
        }
    }

    func validate() throws {
        _ = try given()
    }
}
