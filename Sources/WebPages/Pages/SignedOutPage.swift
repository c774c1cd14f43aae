/// Says that the person is signed out.
package struct SignedOutPage: PageContent {
    package init() {}

    package var template: String { "signed-out" }
    package var title: String { "You are signed out" }

    package func values(base: String) -> [String: Any] { [:] }
}
