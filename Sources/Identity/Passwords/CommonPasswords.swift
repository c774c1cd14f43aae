import CCommonPasswords
import Crypto
import OAuthProtocol
import Storage

/// Passwords that very many people use, and that are tried first (NIST SP 800-63B-4 §3.1.1.2): the 102,906 of several lists, of which
/// those are kept that have eight characters or more. They lie in the executable as fingerprints of five octets, so that one in some
/// twenty million other passwords is taken for one of them.
enum CommonPasswords {
    /// Letter case does not matter.
    ///
    /// - `text`: in Normalization Form C.
    static func contain(_ text: String) -> Bool {
        let length = CARDEA_FINGERPRINT_LENGTH
        let wanted = Array(SHA256.hash(data: Array(UserRecord.loginKey(text).utf8)).prefix(length))
        let all = UnsafeBufferPointer(
            start: cardea_common_passwords(), count: cardea_common_password_count() * length)
        var (low, high) = (0, cardea_common_password_count())
        while low < high {
            let middle = (low + high) / 2
            let found = all[(middle * length)..<((middle + 1) * length)]
            if found.elementsEqual(wanted) { return true }
            if found.lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
