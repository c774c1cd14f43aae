import Testing

@testable import Doctor

/// `WWW-Authenticate`, which servers write in many ways (RFC 9110 §11.6.1).
struct ChallengeTests {
    @Test(arguments: [
        ("Bearer", [Challenge(scheme: "Bearer", parameters: [:])]),
        (
            "Bearer realm=\"a, b\", resource_metadata=\"https://x/y\"",
            [Challenge(scheme: "Bearer", parameters: ["realm": "a, b", "resource_metadata": "https://x/y"])]
        ),
        ("bearer Scope=read", [Challenge(scheme: "bearer", parameters: ["scope": "read"])]),
        ("Bearer a=\"quo\\\"ted\"", [Challenge(scheme: "Bearer", parameters: ["a": "quo\"ted"])]),
        (
            "Negotiate YWJj==, Basic realm=\"x\", Bearer error=\"invalid_token\"",
            [
                Challenge(scheme: "Negotiate", parameters: [:]), Challenge(scheme: "Basic", parameters: ["realm": "x"]),
                Challenge(scheme: "Bearer", parameters: ["error": "invalid_token"]),
            ]
        ),
        (
            "Negotiate YII= \t, Bearer a=\"x\\\\, y\"",
            [
                Challenge(scheme: "Negotiate", parameters: [:]),
                Challenge(scheme: "Bearer", parameters: ["a": "x\\, y"]),
            ]
        ),
        ("Bearer   a = \"b\" ,, c=d", [Challenge(scheme: "Bearer", parameters: ["a": "b", "c": "d"])]),
    ])
    func `a field that follows the grammar is read`(field: String, challenges: [Challenge]) {
        #expect(Challenge.read(field) == challenges)
    }

    @Test(arguments: [
        "", ",", "Bearer a=\"open", "Bearer a=\"b\" c=\"d\"", "=\"x\"", "Bearer a=\"b\", a=\"c\"",
        "\u{1b}",
        "Bearer a=https://x/y", "\"Bearer\"", "Basic Bearer a=b", "Bearer =b", "Basic \"",
    ])
    func `a field that does not is not`(field: String) {
        #expect(Challenge.read(field) == nil)
    }
}
