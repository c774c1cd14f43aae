import OAuthProtocol
import Synchronization

/// How often devices ask whether somebody has let them in (RFC 8628 §3.5). It is held in memory and forgotten when there is
/// too much of it: being told to slow down is a courtesy between the two and protects nothing.
final class PollingPace: Sendable {
    private struct Device {
        var askedAt: Timestamp
        var interval = DeviceFlow.interval
    }

    private let devices = Mutex(BoundedCache<TokenDigest, Device>(capacity: 10_000))

    /// Notes that the device with this code asked.
    ///
    /// - Returns: whether it asked too soon after the last time. Its interval is then five seconds longer, for good.
    func isTooFast(_ code: TokenDigest, at now: Timestamp) -> Bool {
        devices.withLock { devices in
            guard var device = devices[code] else {
                devices[code] = Device(askedAt: now)
                return false
            }
            // Times are whole seconds, so of two polls five seconds apart the later may seem to come after four.
            let isTooFast = (device.askedAt + (device.interval - 1)).isAhead(of: now, byAtMost: device.interval)
            if isTooFast { device.interval += DeviceFlow.interval }
            device.askedAt = now
            devices[code] = device
            return isTooFast
        }
    }

    /// Forgets a device that need not ask any more.
    func forget(_ code: TokenDigest) {
        devices.withLock { $0[code] = nil }
    }
}
