"""A small sheet of another maker, and its mapping."""

from __future__ import annotations

HEAD = "Key,Program,Agency,Category,Phone,Cost\n"
ROWS = "1,Food bank,Red Hall,Food,952 12 61 26,Free\n2,Legal desk,Red Hall,Law,952 12 61 27,\n"
MAPPING = """\
mapping:
  name: hall
  language: en
  columns: {id: Key, name: Program, organization: Agency, needs: Category, phone: Phone, fee: Cost}
  values: {needs: {Food: [food], Law: [legal_aid]}, fee: {Free: free}}
"""
