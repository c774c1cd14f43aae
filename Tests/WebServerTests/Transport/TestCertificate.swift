/// Certificates, each its own issuer, with the keys that go with them. Nothing but these tests trusts them.
enum TestCertificate: String {
    /// For `localhost` and 127.0.0.1.
    case first
    /// For the same.
    case second
    /// For `localhost` and no address.
    case named

    var certificate: String {
        switch self {
        case .first: Self.firstCertificate
        case .second: Self.secondCertificate
        case .named: Self.namedCertificate
        }
    }

    var key: String {
        switch self {
        case .first: Self.firstKey
        case .second: Self.secondKey
        case .named: Self.namedKey
        }
    }

    private static let firstCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBizCCATGgAwIBAgIBATAKBggqhkjOPQQDAjAmMSQwIgYDVQQDDBtmaXJzdCBj
        ZXJ0aWZpY2F0ZSBmb3IgdGVzdHMwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
        MDAwMDBaMCYxJDAiBgNVBAMMG2ZpcnN0IGNlcnRpZmljYXRlIGZvciB0ZXN0czBZ
        MBMGByqGSM49AgEGCCqGSM49AwEHA0IABGZR2DqaKMY0Y3mzktofJfvF/L4ETA+1
        HuHdR+GmSIMlc1a02Cq/hPj0ZHSSgmYsE6veTxJXHHCSKlikFGivv9OjTjBMMA8G
        A1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMB0GA1Ud
        DgQWBBTfCbEuhoffSNR2t25gx4z0R5lHsTAKBggqhkjOPQQDAgNIADBFAiAaEDKc
        vocr0mzeXAEkO5F7WPaNRbMJLN6a4YDvBOKY2gIhAK4Vqa5wGVOmhlnxP4xOtDIk
        4Ce72N3vyPOO7kvn7OWO
        -----END CERTIFICATE-----
        """

    private static let firstKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfBBIR707FMiLoNg/
        ts1SKwNVym8SROgzTMVkEWMvJGShRANCAARmUdg6mijGNGN5s5LaHyX7xfy+BEwP
        tR7h3UfhpkiDJXNWtNgqv4T49GR0koJmLBOr3k8SVxxwkipYpBRor7/T
        -----END PRIVATE KEY-----
        """

    private static let secondCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBjTCCATOgAwIBAgIBATAKBggqhkjOPQQDAjAnMSUwIwYDVQQDDBxzZWNvbmQg
        Y2VydGlmaWNhdGUgZm9yIHRlc3RzMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAx
        MDAwMDAwWjAnMSUwIwYDVQQDDBxzZWNvbmQgY2VydGlmaWNhdGUgZm9yIHRlc3Rz
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEATEe0qMVZQM2klWuvzp7rvCUn9ga
        Ao5AX1QCbuFSQGzjpIedoKV+ecGncOIecwAf6ryv1EtJHbe5U0cnpfJ0hKNOMEww
        DwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwHQYD
        VR0OBBYEFITqq1LesRKGdVc82bg3b/j1eKrhMAoGCCqGSM49BAMCA0gAMEUCIQC7
        tEjHO8wxj0emSPgZ+4oRU7fdtGZLkE0VyCJx4BAyiwIgOmUuYg3178ewgutNLa2D
        m46UKATHNGDV3J/NETXYbLw=
        -----END CERTIFICATE-----
        """

    private static let secondKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz29sEWwwMGgoK9TZ
        a7kbxOFRcqLzOQjO0Plpj/XlkS+hRANCAAQBMR7SoxVlAzaSVa6/Onuu8JSf2BoC
        jkBfVAJu4VJAbOOkh52gpX55wadw4h5zAB/qvK/US0kdt7lTRyel8nSE
        -----END PRIVATE KEY-----
        """

    private static let namedCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBuTCCAV+gAwIBAgIUFTpGlt8u+++A9NhMZY8liBWJuEowCgYIKoZIzj0EAwIw
        JjEkMCIGA1UEAwwbbmFtZWQgY2VydGlmaWNhdGUgZm9yIHRlc3RzMCAXDTI2MTEy
        OTEwMTEzNFoYDzIxMjYxMTA1MTAxMTM0WjAmMSQwIgYDVQQDDBtuYW1lZCBjZXJ0
        aWZpY2F0ZSBmb3IgdGVzdHMwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQmvJ2E
        T8RwQO6WY9BpOEq9wSQHQMsRSEe/SyDAaBv1Bv/amSkKj+2nnA1DX/i2nq4Yx6if
        4Sv6w5sGvLXa0s8go2kwZzAdBgNVHQ4EFgQU7f3YUxfaErZfE3gYDTkcDiEIG2Uw
        HwYDVR0jBBgwFoAU7f3YUxfaErZfE3gYDTkcDiEIG2UwDwYDVR0TAQH/BAUwAwEB
        /zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSAAwRQIhAIkK+N/o
        xl2nWmk0ab9It/KvNXbHQoJBmABwCAyQzm44AiAzu3UL6VPfFpgD8G7Qs5pLBf/p
        mksrUrEc9gmkj5OY/A==
        -----END CERTIFICATE-----
        """

    private static let namedKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnywcA8mN2e/0s6Hh
        HLgZbFg8HZbJADZW2MM9nt84mKKhRANCAAQmvJ2ET8RwQO6WY9BpOEq9wSQHQMsR
        SEe/SyDAaBv1Bv/amSkKj+2nnA1DX/i2nq4Yx6if4Sv6w5sGvLXa0s8g
        -----END PRIVATE KEY-----
        """
}
