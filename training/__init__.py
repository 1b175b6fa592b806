"""Command-line programs that train and judge the networks, and what they share.

prepare → train → evaluate; each module's header is its usage. Imports only classifier.
"""
