"""The harness: starts the real executable and talks to it as its users do."""
