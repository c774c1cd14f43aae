import JOSE
import OAuthProtocol
import Testing

@Suite struct JWTClaimsTests {
    private func claims(_ text: String) throws -> JWTClaims {
        try JWTClaims(payload: Array(text.utf8))
    }

    @Test func `registered claims are read by type`() throws {
        let claims = try claims(
            #"{"iss":"i","sub":"8","aud":"a","exp":30,"iat":10,"nbf":20,"jti":"j","email":"e@example.com"}"#)
        #expect(claims.issuer == "i" && claims.subject == "8" && claims.audience == ["a"] && claims.id == "j")
        #expect(
            claims.expiresAt == Timestamp(30) && claims.issuedAt == Timestamp(10) && claims.notBefore == Timestamp(20))
        #expect(claims["email"] == .string("e@example.com") && claims["name"] == nil)
    }

    @Test func `absent claims are nil`() throws {
        let claims = try claims("{}")
        #expect(claims.issuer == nil && claims.subject == nil && claims.audience == [] && claims.id == nil)
        #expect(claims.expiresAt == nil && claims.issuedAt == nil && claims.notBefore == nil)
    }

    @Test func `an audience is one text or several`() throws {
        #expect(try claims(#"{"aud":["a","b"]}"#).audience == ["a", "b"])
        #expect(try claims(#"{"aud":[]}"#).audience == [])
    }

    @Test(arguments: [
        ("1.9", 1), ("-1.5", -2), ("1.7e9", 1_700_000_000), ("0", 0), ("9007199254740991", (1 << 53) - 1),
    ])
    func `a fraction of a second is rounded down`(literal: String, seconds: Int64) throws {
        #expect(try claims(#"{"exp":\#(literal)}"#).expiresAt == Timestamp(seconds))
    }

    @Test(arguments: [
        #"{"exp":"30"}"#, #"{"exp":null}"#, #"{"exp":true}"#, #"{"exp":[30]}"#, #"{"exp":1e300}"#, #"{"exp":-1e400}"#,
        #"{"exp":1e999999999}"#, #"{"exp":9007199254740992}"#, #"{"exp":99999999999999999999999}"#, #"{"iat":"now"}"#,
        #"{"nbf":{}}"#, #"{"iss":5}"#, #"{"iss":null}"#, #"{"sub":8}"#, #"{"jti":["j"]}"#, #"{"aud":5}"#,
        #"{"aud":["a",5]}"#, #"{"aud":{"a":"b"}}"#, #"{"aud":null}"#, #"{"aud":[["a"]]}"#,
        #"{"exp":1,"exp":2}"#, #"{"sub":"1","\u0073ub":"2"}"#, "[]", "null", "", "{", "{}{}", #"{"exp":NaN}"#,
        #"{"exp":Infinity}"#, #"{"exp":0x10}"#, #"{"exp":01}"#,
    ])
    func `a claim of a wrong type or said twice is malformed`(text: String) {
        #expect(throws: JOSEError.malformed) { try claims(text) }
    }
}
