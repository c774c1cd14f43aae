import OAuthProtocol

/// Keys and tokens printed in the RFCs.
enum Vectors {
    /// RFC 7515 A.2: RS256, with the key that verifies it.
    static let rs256Token = """
        eyJhbGciOiJSUzI1NiJ9\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5\
        jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb\
        1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO\
        YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
        """
    static let rs256Key: JSONObject = [
        "kty": .string("RSA"), "e": .string("AQAB"),
        "n": .string(
            """
            ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Ql\
            L-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs\
            LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoud\
            F8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ
            """),
    ]

    /// RFC 7515 A.3: ES256, with the key that verifies it and its private scalar.
    static let es256Token = """
        eyJhbGciOiJFUzI1NiJ9\
        .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
        .DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
        """
    static let es256Key: JSONObject = [
        "kty": .string("EC"), "crv": .string("P-256"),
        "x": .string("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        "y": .string("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    ]
    static let es256Scalar = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"

    /// RFC 8037 A.2 to A.4: EdDSA, the key that verifies it, and that key's thumbprint.
    static let ed25519Token = """
        eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
        .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
        """
    static let ed25519Key: JSONObject = [
        "kty": .string("OKP"), "crv": .string("Ed25519"),
        "x": .string("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
    ]
    static let ed25519Thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"

    /// RFC 7638 §3.1, which is also the RSA key of RFC 7517 A.1.
    static let thumbprintKey: JSONObject = [
        "kty": .string("RSA"), "e": .string("AQAB"), "alg": .string("RS256"), "kid": .string("2011-04-29"),
        "n": .string(
            """
            0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWK\
            RXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMic\
            AtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3\
            XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw
            """),
    ]
    static let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

    /// RFC 7517 A.1: the key that is meant for encryption.
    static let encryptionKey: JSONObject = [
        "kty": .string("EC"), "crv": .string("P-256"),
        "x": .string("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"),
        "y": .string("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
        "use": .string("enc"), "kid": .string("1"),
    ]

    /// RFC 7518 appendix C: an agreement on P-256, of which Alice's key is the ephemeral one.
    static let aliceKey: JSONObject = [
        "kty": .string("EC"), "crv": .string("P-256"),
        "x": .string("gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0"),
        "y": .string("SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"),
        "d": .string("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo"),
    ]
    static let bobKey: JSONObject = [
        "kty": .string("EC"), "crv": .string("P-256"),
        "x": .string("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"),
        "y": .string("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"),
        "d": .string("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"),
    ]
    static let agreedKey = "VqqN6vgjbSBcIijNcacQGg"

    /// RFC 8037 A.6: an agreement on X25519, of which the other key is the ephemeral one; the private half of Bob's key is
    /// printed in RFC 7748 §6.1.
    static let x25519Key: JSONObject = [
        "kty": .string("OKP"), "crv": .string("X25519"), "kid": .string("Bob"),
        "x": .string("3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"),
        "d": .string("XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"),
    ]
    static let x25519Ephemeral: JSONObject = [
        "kty": .string("OKP"), "crv": .string("X25519"),
        "x": .string("hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"),
    ]
    static let x25519Secret = "Sl2dW6TOLeFyjjv0gDUPJeB-IclH0Z4zdvCbPB4WF0I"

    /// RFC 9964 appendix A: the ML-DSA-65 key of the seed zero has this thumbprint.
    static let mlDSA65Thumbprint = "Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM"
}

/// A token put together by hand, as an attacker would.
func forge(header: String, payload: String = "{}", signature: [UInt8] = [1, 2, 3]) -> String {
    [Array(header.utf8), Array(payload.utf8), signature].map { Base64URL.encode($0) }.joined(separator: ".")
}

extension JSONObject {
    /// This object with one member set anew.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var changed = self
        changed[name] = value
        return changed
    }
}
