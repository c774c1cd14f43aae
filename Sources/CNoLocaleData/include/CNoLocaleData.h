// Nothing of it is called by name: see no_locale_data.c.
