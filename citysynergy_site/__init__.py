"""The ready site: settings, addresses and sign-in around the CitySynergy plugin."""
