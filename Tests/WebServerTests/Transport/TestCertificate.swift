/// Two certificates for `localhost` and 127.0.0.1, each its own issuer, with the keys that go with them. Nothing but these tests
/// trusts them.
enum TestCertificate: String {
    case first
    case second

    var certificate: String { self == .first ? Self.firstCertificate : Self.secondCertificate }
    var key: String { self == .first ? Self.firstKey : Self.secondKey }

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
}
