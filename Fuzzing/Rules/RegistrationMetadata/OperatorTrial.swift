import OAuthProtocol

/// Metadata as an operator gives it, in a file or by a command.
struct OperatorTrial {
    func judge(_ registration: JSONObject, _ update: JSONObject?) {
        do throws(OAuthError) {
            var metadata = try ClientMetadata(json: registration)
            MetadataRules.judge(metadata)
            guard let update else { return }
            try metadata.update(from: update)
            try metadata.validate()
            MetadataRules.judge(metadata)
        } catch {
            error.mustBeFit(oneOf: MetadataRules.refusals)
        }
    }
}
