/// The colour of a brand, as `#rrggbb`, and the stylesheet that puts it on a page.
///
/// Buttons have the colour itself, with black or white text: one of both always reaches AA (4.5:1). Links and lines have
/// it as much darker or lighter as they need to be read on the page's grounds.
package struct Accent: Hashable, Sendable {
    let stylesheet: InlineText
    /// As `#rrggbb`.
    let colour: String
    /// The text on it.
    let ink: String

    /// Ours.
    static let own = (colour: "#1d5a45", ink: "#ffffff")

    /// `nil` unless `text` is `#` and six hexadecimal digits.
    package init?(_ text: String) {
        guard let colour = Colour(text) else { return nil }
        let takesWhite = colour.contrast(with: .white) >= Self.enough
        let onColour = takesWhite ? Colour.white : .black
        (self.colour, ink) = (colour.text, onColour.text)
        // Away from its text, so that what is pointed at is no harder to read.
        let pointed = colour.mixed(0.18, of: takesWhite ? .black : .white)
        let (light, dark) = (Self.legible(colour, on: Self.lightGround), Self.legible(colour, on: Self.darkGround))
        let values = { (read: Colour, deep: Colour) in "--green:\(read.text);--green-deep:\(deep.text)" }
        stylesheet = InlineText(
            """
            :root{--accent:\(colour.text);--accent-deep:\(pointed.text);--on-accent:\(onColour.text);\
            \(values(light, light.mixed(0.25, of: .black)))}\
            @media (prefers-color-scheme:dark){:root{\(values(dark, dark.mixed(0.25, of: .white)))}}
            """)
    }

    private static let enough = 4.5
    /// The darkest of the light grounds and the lightest of the dark ones in `foundation.css`, `--wall` and `--tint`.
    private static let lightGround = Colour(red: 232 / 255, green: 228 / 255, blue: 216 / 255)
    private static let darkGround = Colour(red: 33 / 255, green: 49 / 255, blue: 42 / 255)

    /// The colour, mixed with as little black or white as makes it legible.
    private static func legible(_ colour: Colour, on ground: Colour) -> Colour {
        let ink = ground.contrast(with: .black) > ground.contrast(with: .white) ? Colour.black : .white
        let steps = stride(from: 0.0, through: 1, by: 0.05).lazy.map { colour.mixed($0, of: ink) }
        return steps.first { Colour($0.text)?.contrast(with: ground) ?? 0 >= enough } ?? ink
    }
}
