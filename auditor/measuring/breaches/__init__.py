"""Lists of leaked passwords: building one from a download, and looking passwords up in it or with a service.

``building.build`` makes the file, ``opening.open_source`` opens what the settings name, and ``stage.breached`` asks it for
the logins of a night. Passwords become hashes here and nowhere else.
"""
