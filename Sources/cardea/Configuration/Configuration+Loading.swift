import OAuthServer

extension Configuration {
    /// Variables that are read elsewhere and set no key.
    private static let otherVariables = ["CARDEA_CONFIG", "CARDEA_MASTER_KEY"]

    /// What was read, good or bad.
    struct Reading {
        /// As far as it could be read.
        let configuration: Configuration
        /// The paths of the keys whose values could not be.
        let failed: Set<String>
        /// Everything that is wrong.
        let error: ConfigurationError
    }

    /// Builds the configuration in layers: flags over environment over file over defaults.
    ///
    /// - `path`: of the YAML file; `nil` takes `CARDEA_CONFIG`, and if that is not set, no file.
    /// - `environment`: the whole environment of the process.
    /// - `flags`: what the command line gives, by the keys' paths.
    static func read(
        file path: String?, environment: [String: String], flags: [(key: String, text: String?)] = []
    ) -> Reading {
        let path = path ?? environment["CARDEA_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        do throws(ConfigurationError) {
            return read(try path.map(ConfigurationFile.init(path:)), environment, flags)
        } catch {
            return read(nil, environment, flags, unreadable: error)
        }
    }

    /// - `unreadable`: what is wrong with the file as a whole; `nil` if nothing is.
    static func read(
        _ file: ConfigurationFile?, _ environment: [String: String] = [:],
        _ flags: [(key: String, text: String?)] = [], unreadable: ConfigurationError? = nil
    ) -> Reading {
        var (configuration, errors) = (Configuration(), unreadable ?? ConfigurationError())
        // Of a file that cannot be read nobody knows what it sets.
        var failed: Set<String> = unreadable == nil ? [] : Set(keys.keys.map(\.path))
        if let file {
            failed = keys.apply(file.root, to: &configuration, &errors)
            configuration.places = file.root.places
        }
        for (key, place, text) in configuration.settings(in: environment) + settings(of: flags) {
            let raw = RawValue(name: key.path, content: .text(text, quoted: true), place: place)
            if key.isStructure {
                errors.note(place, "\(key.path) can only be given in the configuration file")
                failed.insert(key.path)
            } else if keys.apply(
                key, RawValue.Entry(key: key.path, place: place, value: raw), to: &configuration, &errors)
            {
                configuration.places[key.path] = place
            } else {
                failed.insert(key.path)
            }
        }
        if configuration.places["tokens.signing_algorithms"] == nil {
            // What signs access tokens is named as well as if it stood in the list that nobody wrote.
            let standing = configuration.tokens.standingAlgorithms(for: configuration.resources)
            configuration.tokens.signingAlgorithms.formUnion(standing)
        }
        // Not of what could not be read: that would be said twice, and the second time wrongly.
        ConfigurationRules(configuration: configuration, ignored: failed).check(&errors)
        return Reading(configuration: configuration, failed: failed, error: errors)
    }

    private typealias Setting = (key: ConfigurationKey<Configuration>, place: Place, text: String)

    /// What the environment sets, in an order that stays. A variable that sets nothing is worth a warning and no error:
    /// others use the same prefix, such as an orchestrator that names the addresses of a service called cardea.
    private mutating func settings(in environment: [String: String]) -> [Setting] {
        var settings: [Setting] = []
        for (variable, text) in environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix("CARDEA_") && !Self.otherVariables.contains(variable) {
            if let key = Self.keys.keys.first(where: { Self.variable(of: $0) == variable }) {
                // An empty variable is how compose files and unit files leave a setting out.
                if !text.isEmpty { settings.append((key, .environment(variable: variable), text)) }
            } else {
                let known = Self.keys.keys.filter { !$0.isStructure && !$0.isLater }.map(Self.variable)
                let nearest = NearestName.hint(NearestName.close(to: variable, among: Self.otherVariables + known))
                warnings.append("the environment variable \(variable) sets nothing\(nearest)")
            }
        }
        return settings
    }

    private static func settings(of flags: [(key: String, text: String?)]) -> [Setting] {
        flags.compactMap { path, text in
            guard let key = keys.key(path), let text else { return nil }
            return (key, .flag("--" + path.map { $0 == "." || $0 == "_" ? "-" : String($0) }.joined()), text)
        }
    }

    /// The path in capitals: `CARDEA_TOKENS_ACCESS_LIFETIME`.
    static func variable(of key: ConfigurationKey<Configuration>) -> String {
        "CARDEA_" + key.path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }
}
