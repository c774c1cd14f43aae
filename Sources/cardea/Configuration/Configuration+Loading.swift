import OAuthServer

/// A setting of the command line.
struct FlagSetting: Sendable {
    /// As it is written, `--listen`.
    let flag: String
    /// The key that it sets.
    let key: String
    let text: String
}

extension Configuration {
    /// Variables that are read elsewhere and set no key.
    private static let otherVariables = ["CARDEA_CONFIG", "CARDEA_MASTER_KEY"]

    /// Builds the configuration in layers: flags over environment over file over defaults.
    ///
    /// - `file`: path of the YAML file; `nil` takes `CARDEA_CONFIG`, and if that is not set, no file.
    /// - `environment`: the whole environment of the process.
    /// - Throws: `ConfigurationError` for everything that is wrong.
    static func load(
        file: String?, environment: [String: String], flags: [FlagSetting] = []
    ) throws(ConfigurationError) -> Configuration {
        try read(file: file, environment: environment, flags: flags).good()
    }

    /// The same from a file that was read already.
    static func load(
        _ file: ConfigurationFile?, _ environment: [String: String], _ flags: [FlagSetting]
    ) throws(ConfigurationError) -> Configuration {
        try read(file, environment, flags, ConfigurationErrors()).good()
    }

    /// What was read, good or bad.
    struct Reading {
        /// As far as it could be read.
        let configuration: Configuration
        /// The paths of the keys whose values could not be.
        let failed: Set<String>
        /// Everything that is wrong; `nil` if nothing is.
        let error: ConfigurationError?

        func good() throws(ConfigurationError) -> Configuration {
            if let error { throw error }
            return configuration
        }
    }

    /// As `load`, for whoever wants to say more of a bad configuration than what is wrong.
    static func read(file: String?, environment: [String: String], flags: [FlagSetting] = []) -> Reading {
        let path = file ?? environment["CARDEA_CONFIG"].flatMap { $0.isEmpty ? nil : $0 }
        var errors = ConfigurationErrors()
        guard let path else { return read(nil, environment, flags, errors) }
        let found = errors.gather { () throws(ConfigurationError) in try ConfigurationFile(path: path) }
        return read(found, environment, flags, errors)
    }

    /// - `errors`: what was wrong before.
    static func read(
        _ file: ConfigurationFile?, _ environment: [String: String], _ flags: [FlagSetting],
        _ errors: ConfigurationErrors
    ) -> Reading {
        var (configuration, errors) = (Configuration(), errors)
        // Of a file that cannot be read nobody knows what it sets.
        var failed: Set<String> = errors.error == nil ? [] : Set(keys.keys.map(\.path))
        if let file {
            var places: [String: Place] = [:]
            _ = errors.gather { () throws(ConfigurationError) in
                try keys.apply(
                    file.root, to: &configuration, found: { places[$0] = $1 }, failed: { failed.insert($0) })
            }
            configuration.places = places
        }
        for (variable, text) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix("CARDEA_") {
            guard !otherVariables.contains(variable) else { continue }
            guard let key = key(ofVariable: variable) else {
                configuration.warnings.append(warning(ofVariable: variable))
                continue
            }
            // An empty variable is how compose files and unit files leave a setting out.
            if text.isEmpty { continue }
            let applied = errors.gather { () throws(ConfigurationError) in
                try apply(text, key, .environment(variable: variable), to: &configuration)
            }
            if applied == nil { failed.insert(key.path) }
        }
        for setting in flags {
            guard let key = keys.key(setting.key) else { continue }
            let applied = errors.gather { () throws(ConfigurationError) in
                try apply(setting.text, key, .flag(setting.flag), to: &configuration)
            }
            if applied == nil { failed.insert(key.path) }
        }
        if configuration.places["tokens.signing_algorithms"] == nil {
            // What signs access tokens is named as well as if it stood in the list that nobody wrote.
            let standing = configuration.tokens.standingAlgorithms(for: configuration.resources)
            configuration.tokens.signingAlgorithms.formUnion(standing)
        }
        // Not of what could not be read: that would be said twice, and the second time wrongly.
        ConfigurationRules(configuration, ignoring: failed).check(&errors)
        return Reading(configuration: configuration, failed: failed, error: errors.error)
    }

    private static func apply(
        _ text: String, _ key: ConfigurationKey<Configuration>, _ place: Place, to configuration: inout Configuration
    ) throws(ConfigurationError) {
        guard key.support != .structure else {
            throw ConfigurationError(place, "\(key.path) can only be given in the configuration file")
        }
        try key.apply(&configuration, RawValue(content: .text(text, quoted: true), place: place), key.path)
        configuration.places[key.path] = place
    }

    private static func key(ofVariable variable: String) -> ConfigurationKey<Configuration>? {
        keys.keys.first { self.variable(of: $0) == variable }
    }

    /// A variable that sets nothing is not an error: others use the same prefix, such as an orchestrator that names the
    /// addresses of a service called cardea.
    private static func warning(ofVariable variable: String) -> String {
        let known = otherVariables + keys.keys.filter { $0.support == .value }.map(self.variable)
        let nearest = NearestName.find(variable, among: known).map { "; did you mean \($0)?" } ?? ""
        return "the environment variable \(variable) sets nothing\(nearest)"
    }

    /// The path in capitals: `CARDEA_TOKENS_ACCESS_LIFETIME`.
    static func variable(of key: ConfigurationKey<Configuration>) -> String {
        "CARDEA_" + key.path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }
}
