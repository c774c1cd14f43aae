import Foundation
import OAuthProtocol

extension SigningKey {
    /// A fresh key, made on a thread of its own: looking for RSA primes takes up to a second, and none of the few threads
    /// that answer requests should stand still for it.
    ///
    /// - Throws: What `generate` throws.
    package static func generateAside(_ algorithm: SignatureAlgorithm) async throws(JOSEError) -> SigningKey {
        let result: Result<SigningKey, JOSEError> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(JOSEError) {
                    continuation.resume(returning: .success(try generate(algorithm)))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
