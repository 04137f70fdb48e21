"""The ids of the shipped facts and rules as types, so that an editor completes them: made by ``make ids``."""

# fmt: off
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, TypedDict

from tunnistus.rules.answers import Judged, Mark

__all__ = ["AnswersDict", "FactId", "RuleId"]

FactId = Literal[
    "proposer_presumes_offence_victim_until_2022", "admitted_to_assistance_system", "has_municipality", "admission_ground",
    "worker_presumes_victim", "admission_proposed", "made_to_beg", "punished_for_missing_daily_sum", "person_displayed_for_begging",
    "age_under_18", "may_be_child", "date_of_birth", "without_guardian", "guardian_relationship_doubtful", "kept_from_education",
    "child_work_unsuitable", "repeated_missing_episodes", "unexplained_money_or_gifts", "older_controlling_contact",
    "many_children_one_adult", "child_treated_apart", "child_fearful_or_age_inappropriate", "guardian_may_be_involved",
    "child_accompanies_person", "pregnant", "has_small_child", "sole_carer", "worked_without_right", "employer_arranged_permit",
    "permit_revoked_by_authority", "permit_of_other_eu_state", "exploitation_duration_days", "poverty", "serious_illness", "disability",
    "does_not_know_rights", "violence_during_recruitment", "threats_during_recruitment", "documents_taken_during_recruitment",
    "confined_during_recruitment", "denunciation_threat_during_recruitment", "shame_threat_during_recruitment",
    "family_harm_during_recruitment", "money_withheld_during_recruitment", "debt_bound_during_recruitment", "dependent_on_exploiter",
    "someone_speaks_for_person", "rehearsed_account", "in_power_of_another", "frequent_controlling_contacts", "afraid_of_someone",
    "others_in_same_situation", "controller_relationship", "distrust_of_authorities", "psychological_control",
    "others_organise_work_or_sale", "daily_rules_set_by_other", "cannot_refuse_or_leave", "can_claim_rights_freely", "fetched_back",
    "tells_of_exploitation", "others_tell_of_exploitation", "trafficking_offence_investigated", "under_18_at_offence",
    "own_border_offence_suspected", "own_non_border_offence_suspected", "reasonably_suspected_victim", "stay_justified_by_proceedings",
    "willing_to_cooperate", "ties_to_suspects_cut", "debt_to_exploiter", "debt_amount_eur", "debt_growing_or_unclear", "debt_worked_off",
    "family_liable_for_debt", "loans_taken_in_persons_name", "oath_or_ritual_binding", "deceived_job_nature", "deceived_wages",
    "deceived_work_conditions", "deceived_sex_sale_conditions", "deceived_contract", "deceived_housing", "deceived_legal_status",
    "deceived_travel_terms", "deceived_family_reunification", "deceived_marriage_or_adoption", "deceived_education", "documents_withheld",
    "has_access_to_own_id", "documents_holder", "false_or_borrowed_documents", "signed_papers_not_understood",
    "bank_credentials_held_by_other", "forced_criminal_activity", "punished_if_refuses_crime", "identity_used_for_fraud",
    "suspected_for_compelled_act", "marriage_without_free_consent", "marriage_planned_abroad", "servitude_in_relationship",
    "married_under_18", "honour_control_by_family", "pressure_to_marry", "visible_injuries", "medical_care_denied",
    "substance_dependency_exploited", "substances_forced", "trauma_signs", "self_harm_or_suicide_risk",
    "sexual_or_reproductive_health_concern", "reproductive_coercion", "exhausted_or_malnourished", "harm_to_health", "lives_at_workplace",
    "housing_controlled_by_exploiter", "substandard_housing", "no_private_space", "deprived_of_food_or_necessities",
    "homeless_or_eviction_threat", "lives_with_controller", "immediate_danger", "exploiter_present_or_near", "exploiter_knows_location",
    "children_or_family_at_risk", "urgent_medical_need", "feels_no_way_out", "exploitation_status", "exploitation_place", "wants_help",
    "consent_to_referral", "interpreter_needed", "safe_contact_method", "person_asks_for_assistance", "irregular_status_exploited",
    "status_tied_to_exploiter", "fears_removal_or_permit_loss", "travel_arranged_by_other", "could_not_arrange_travel_self",
    "does_not_know_location", "moved_between_places", "transported_to_and_from_work", "keys_or_tickets_held_by_other",
    "movement_restricted", "locked_in", "under_surveillance", "always_accompanied", "can_leave_without_harm", "communication_restricted",
    "socially_isolated", "forbidden_to_seek_help", "child_overworked_or_led", "someone_threatens_or_hurts", "someone_profits",
    "used_against_will", "someone_restricts_or_watches", "someone_keeps_money_or_papers", "not_what_was_promised",
    "someone_takes_advantage", "brought_by_force_or_trade", "debt_used_to_press", "something_wrong_at_work",
    "marriage_or_body_decided_by_other", "told_of_exploitation", "authority_has_acted", "organ_removal_pressure",
    "organ_removed_irregularly", "unexplained_medical_tests", "surrogacy_exploitation", "child_obtained_for_illegal_adoption",
    "paid_little_or_nothing", "hourly_pay_eur", "wages_withheld", "excessive_deductions", "pays_back_wages", "earnings_taken",
    "no_control_of_own_money", "falsified_pay_or_hours_records", "two_unfree_uses_perhaps", "two_signs_perhaps", "two_hints_perhaps",
    "means_perhaps", "profit_perhaps", "endangers_public_order", "endangers_national_security", "endangers_public_health",
    "endangers_international_relations", "recruiter_relationship", "recruitment_channel", "recruitment_fee_paid",
    "recruitment_fee_amount_eur", "exploiter_controlled_recruitment", "sold_or_exchanged", "abducted",
    "marriage_or_adoption_used_to_recruit", "lack_of_information_exploited", "false_success_stories",
    "false_information_on_law_or_authorities", "emotional_dependency_exploited", "reflection_status", "reflection_starts_on",
    "reflection_ends_on", "reflection_phase", "reflection_last_day_ahead", "in_finland", "citizenship", "right_of_residence",
    "residence_permit_held", "asylum_pending", "temporary_protection", "victim_permit_held", "other_permit_held",
    "removal_from_finland_considered", "sells_sex_or_sexual_services", "forced_or_pressured_to_sell_sex", "cannot_refuse_clients_or_acts",
    "third_party_profits_from_sex", "sexual_content_for_others_benefit", "sex_exchanged_for_basic_needs", "advertised_by_others",
    "ownership_marks", "physical_violence", "sexual_violence", "threats_of_violence", "threats_to_family", "violence_to_family",
    "denunciation_threat", "shame_threat", "image_based_blackmail", "psychological_abuse", "forced_to_act_against_others",
    "forced_to_lie", "threat_to_take_children", "honour_violence", "poverty_or_homelessness_exploited",
    "difficult_family_situation_exploited", "family_dependants_pressure", "language_or_education_gap_exploited",
    "personal_situation_exploited", "beliefs_exploited", "crisis_context_exploited", "past_difficulties_exploited",
    "marginalised_group_exploited", "economic_need_keeps_person", "unfamiliar_place_or_language", "no_support_network",
    "previously_trafficked", "unmanageable_debts", "work_sector", "works_excessive_hours", "weekly_hours", "hazardous_work_unprotected",
    "degrading_working_conditions", "forced_tasks", "fined_or_punished_at_work", "cannot_quit_work", "threat_of_worse_conditions",
    "forced_to_work", "no_written_contract", "labour_law_or_contract_breached", "no_social_protection", "bogus_self_employment",
    "worker_role", "needs_special_help", "considered_victim_until_2015", "criminal_case_stage", "municipality_in_aland",
    "refuses_measures", "child_welfare_basis_for_measures", "removal_from_system_decided", "assistance_decision_kind",
    "may_be_trafficking_offence_victim_until_2022", "may_be_trafficking_victim", "needs_assistance_measures",
    "assists_trafficking_investigation", "child_of_admitted_person", "child_needs_help", "wants_to_return", "costs_from_victim_needs",
    "organiser_claimed_compensation_in_time", "admission_decided_on", "possible_victim_of_investigated_offence", "victimised_abroad",
    "investigation_decision_shows_victim", "expert_group_heard", "victim_permit_granted_on", "data_needed_for_admission",
    "info_requester", "data_indispensable_for_assistance", "in_reception_client_register", "last_register_entry_on",
    "register_data_recipient", "register_data_needed_for_helping_until_2015", "register_data_needed_for_task_from_2015",
    "reception_services_time_reasonable", "first_permit_over_three_years_ago", "first_permit_granted_on",
    "reached_integration_services_late", "serious_threat_suspected", "consents_to_expert_group_data", "data_needed_for_planning",
    "decision_served_on", "appeal_time_over", "consents_to_assessment_group_data", "other_proposer", "proposal_lapsed",
    "recovery_given_with_admission", "recovery_status", "recovery_decided_on", "recovery_ends_on", "recovery_phase",
    "recovery_last_day_ahead", "recovery_days_asked", "circumstances_require_recovery_extension", "recovery_extension_days",
    "consents_to_investigator_contact", "recovery_ran_past_repeal", "recovery_over_before_repeal", "removal_from_system_considered",
    "serious_danger_to_public_order", "aftercare_time_reasonable", "removal_from_system_not_at_once", "removal_from_system_final",
    "enforcement_stayed_by_court", "assistance_provisions_applied", "formal_identification", "no_longer_needs_measures",
    "left_or_removed_from_finland", "wants_to_leave_system", "disappeared", "social_services_indispensable", "needs_reception_allowance",
    "full_board_at_centre", "learned_in_task", "worker_acts_for_authority", "organisation_in_trafficking_help",
    "probable_grounds_trafficking", "probable_grounds_fraud_or_extortion", "probable_grounds_work_offence",
    "minimum_terms_or_safety_broken", "supervised_law_broken", "breach_slight_and_no_public_interest", "rapporteur_asks_information",
    "identifying_data_indispensable_for_rapporteur", "learned_in_pastoral_care", "organisation_in_child_welfare_list",
    "works_on_commission_or_independently", "child_welfare_need_suspected", "suspects_sexual_offence_against_child",
    "suspects_violent_offence_against_child", "suspects_child_trafficking", "contact_need", "contact_data_check_recorded",
    "contact_data_age_days", "contact_data_checked_on", "organisation_provides_social_services", "client_data_requested",
    "suspected_offence_class", "data_needed_to_clear_up_offence", "social_provider_suspects_offence", "disclosure_indispensable",
    "someone_in_danger_of_violence", "consents_to_police_report", "knows_trafficking_underway", "trafficking_still_preventable",
    "authority_or_endangered_told", "anonymous_advice_wanted", "data_is_confidential", "disclosure_allowed_by_statute",
    "consents_to_disclosure", "later_law_milder", "turned_12", "child_hearing_unnecessary", "child_opinion_not_needed",
    "offence_act_took_into_power_until_2014", "offence_purpose_forced_labour", "offence_purpose_human_dignity", "offence_work_done",
    "offence_could_refuse_and_leave", "offence_intent", "offence_intent_covers_age", "offence_force", "offence_grave_harm",
    "offence_organised_group", "offence_wide_subjection", "under_15_at_offence", "offence_force_led_to_act", "offence_impaired_ability",
    "offence_gross_as_a_whole", "offence_slavery", "offence_child_traded", "offence_several_persons", "trafficking_done_abroad",
    "offence_in_organisation", "under_15_at_own_offence", "own_border_offence_from_trafficking", "own_offence_compelled",
    "charges_waiver_grounds_met", "punishment_waiver_grounds_met", "offence_adoption_consent", "offence_adoption_mediated",
    "offence_genital_mutilation_done", "offence_genital_mutilation_prepared", "offence_smuggling_act",
    "offence_smuggling_document_by_deceit", "offence_smuggling_acceptable", "offence_smuggling_gross", "offence_coerced",
    "offence_liberty_deprived", "offence_liberty_aggravating", "offence_liberty_gross", "offence_by_employer",
    "offence_discrimination_ground", "offence_markedly_unfavourable", "offence_work_distress_exploited",
    "offence_extortion_distress_exploited", "offence_extortion_disproportion", "offence_extortion_aggravating", "offence_extortion_gross",
    "offence_procuring_gain", "offence_procuring_act", "offence_procuring_pressure", "offence_procuring_aggravating",
    "offence_procuring_gross", "offence_bought_sexual_act", "offence_object_of_sex_trade", "offence_buyer_intent",
    "offence_buyer_intent_covers_age", "offence_buyer_suspicion", "offence_means_dependent_position", "offence_means_insecure_state",
    "offence_means_pressure", "offence_means_deception", "offence_means_mistake", "offence_means_payment_made",
    "offence_means_payment_taken", "offence_act_took_control_from_2015", "offence_act_recruited", "offence_act_handed_over",
    "offence_act_transported", "offence_act_received", "offence_act_accommodated", "offence_purpose_sexual", "offence_purpose_organs",
    "offence_purpose_organ_gain", "offence_purpose_forced_marriage", "offence_penalty_menace", "offence_against_free_will",
    "offence_means_led_to_act", "offence_attempt_begun", "residence_basis", "permit_extension_applied_for",
    "stayed_without_right_before_applying", "knowingly_worked_without_right", "permit_applied_for", "valid_passport",
    "other_travel_document", "family_permit_route", "previous_permit_ends_on", "permit_valid_when_applied", "permit_valid_from",
    "means_of_support_exception", "permit_conditions_still_exist", "dublin_transfer_considered", "asylum_ended_not_left",
    "permanent_permit_held", "stay_unlawful_while_working", "unlawful_work_began_on", "under_18_while_working",
    "particularly_exploitative_conditions", "stay_justified_by_employer_case", "back_wages_outstanding", "eu_right_not_registrable",
    "asylum_examined_despite_protection", "seasonal_cancellation_considered", "seasonal_new_employer", "employer_misconduct_suspected",
    "permit_54b_given_for_same", "works_on_residence_permit", "wider_work_right_applied_for", "new_employer_information_given",
    "seasonal_document", "sponsor_permit", "family_relation", "spouses_old_enough", "child_age_at_application_and_decision",
    "delay_not_own_fault", "sponsor_permit_before_application", "sponsor_permit_from", "means_of_support_secured",
    "humane_refusal_unreasonable", "health_prevents_return", "return_factually_impossible", "refuses_or_obstructs_return",
    "in_witness_protection", "compelling_security_reason", "two_years_stay", "stays_without_break_since", "time_without_permit_counts",
    "family_tie_ended", "firm_ties_to_finland", "difficult_after_violence", "ended_tie_refusal_unreasonable",
    "four_years_continuous_permit", "continuous_permits_since", "sponsor_qualifies_for_permanent", "permanent_conditions_from_2026",
    "offence_bars_permanent", "identity_for_permanent", "identity_exception", "moved_away_from_finland", "permit_by_knowing_falsehood",
    "permit_conditions_never_existed", "lawful_stay_was_short", "permit_decision_received", "refusal_unreasonable", "refusal_necessary",
    "forgot_to_extend", "evaded_removal_from_finland", "unfounded_to_delay_removal", "other_disregard_of_rules",
    "permit_granted_since_asylum_application", "applied_right_after_temporary_protection", "binding_decision_against_permit",
    "long_term_eu_permit_granted", "entry_rules_circumvented", "true_purpose_differs", "false_information_given", "false_documents_used",
    "otherwise_deceived_authorities", "entry_ban_in_force", "would_be_exploited", "returned_with_assistance",
    "return_assistance_granted_on", "returned_on", "earlier_serious_breach", "permit_application_pending", "applied_during_lawful_stay",
    "removal_from_finland_enforceable", "former_52a_permit", "return_duty_not_met", "particularly_vulnerable", "reflection_decided_by",
    "ties_renewed_voluntarily", "reflection_interruption_necessary", "reflection_six_months_given", "reflection_days_asked",
    "reflection_length_asked", "reflection_extension_until", "reflection_past_six_months", "decided_before_admission",
    "asylum_seeker_may_have_reflection", "circumstances_require_reflection_extension", "credible_suspicion", "injured_party",
    "offence_report", "special_protection_needed", "has_other_legal_representative", "child_permit_route", "guardians_untraceable",
    "eu_act_met", "eu_means_met", "eu_no_real_alternative", "eu_purpose", "reasonable_grounds_indication", "identification_completed",
    "interviewed_as_non_party", "protective_arrangements_would_delay", "turned_15", "unwilling_to_attend_trial",
    "trial_hearing_endangers_health", "custodian_not_impartial", "guardian_clearly_unnecessary", "anonymous_witness_applied_for",
    "anonymity_necessary", "sexual_act_offence_investigated", "sex_trade_offence_investigated", "aggravated_procuring_suspected",
    "eight_year_offence_suspected", "reason_to_suspect_offence", "counsel_proposal_called_for", "support_referral_required",
    "offence_caused_harm", "harmful_offence_in_finland", "resident_in_eu_state", "slight_link_to_finland",
    "domicile_in_finland_at_offence", "abroad_for_work_or_study", "compensation_abroad_justified", "compensation_judgment_final",
    "compensation_matter_before_court", "unreported_compensation_justified", "offence_dealt_with_in_court", "damages_claim_neglected",
    "compensation_judgment_given_on", "compensation_time_over_after_judgment", "offence_committed_on",
    "compensation_time_over_after_offence", "late_compensation_application_justified", "restraining_order_asked",
    "restraining_order_grounds", "protection_needed_at_once", "life_or_health_evidently_in_danger", "monitoring_requested_by_officer",
    "monitoring_indispensable", "restraining_counsel_justified", "forced_to_marry", "annulment_applied_for", "marriage_already_dissolved",
    "cooperates_with_authorities", "help_considered", "liberty_or_health_offence_investigated", "violent_offence_investigated",
    "relationship_justifies_counsel", "counsel_justified_by_seriousness", "counsel_specially_unnecessary", "heard_in_person",
    "needs_support_in_proceedings", "makes_claims_in_trial", "sexual_offence_investigated", "procuring_target", "needs_legal_help",
    "means_test_met",
]
RuleId = Literal[
    "assist.admit.victim", "assist.admission_without_consent", "assist.admit.assists_investigation", "assist.conditions_not_required",
    "assist.duration", "assist.admit.child", "services.health_of_admitted_child", "cost.without_municipality", "cost.with_municipality",
    "fee.client", "return.support", "definition.victim_in_assistance_law", "assist.competent_centre", "assist.decision_maker",
    "identify.by_admission", "identify.effect_on_other_authorities", "identify.formal.investigator",
    "identify.formal.immigration_service", "identify.formal.assistance_system", "info.secrecy", "info.authority_may_obtain",
    "info.from_client_register", "info.data_for_admission", "assist.measures", "assist.not_against_will", "assist.individual_assessment",
    "services.reception_with_municipality", "integration.services_for_victim", "organise.without_municipality",
    "organise.with_municipality", "organise.advice_all", "organise.reception_centre_cooperation", "organise.protection",
    "municipality.of_residence", "appeal.assistance_decision", "assist.tell_police_of_threat", "info.to_expert_group", "assist.propose",
    "assist.propose.consent", "assist.repropose", "recovery.grant", "recovery.length", "recovery.extend", "recovery.interrupt",
    "recovery.no_contact_by_investigators", "recovery.tell_police", "recovery.no_appeal", "recovery.transition", "assist.remove.danger",
    "assist.remove.procedure", "assist.remove.aftercare", "assist.remove.enforce", "assist.remove.mandatory", "assist.special_needs",
    "services.as_municipal_resident", "organise.aland_municipality", "services.social", "services.health", "allowance.reception",
    "duty.labour_inspectorate_reports_to_police", "duty.assistance_system_tells_police", "duty.cooperate_on_protection_and_child",
    "duty.inform_national_rapporteur", "duty.report_to_child_welfare", "duty.notify_police_of_offence_against_child",
    "duty.no_express_police_duty_on_child_trafficking", "duty.may_report_to_child_welfare", "actor.directory", "actor.check_contact_data",
    "duty.give_client_data_on_request", "duty.may_give_client_data_unasked", "duty.may_tell_police_of_danger_of_violence",
    "duty.no_police_notice_about_adult_patient", "duty.tell_of_preventable_trafficking", "duty.no_general_reporting_duty",
    "duty.special_secrecy_of_profession", "tool.question_order", "duty.may_propose_admission", "duty.ask_advice_anonymously",
    "duty.may_disclose_confidential_data", "general.which_date_counts", "general.milder_later_law", "child.best_interests",
    "child.hearing_from_age_12", "child.opinion", "crime.aggravated", "crime.slavery", "crime.predecessor", "crime.number_of_offences",
    "crime.done_abroad", "crime.legal_person", "crime.time_bar", "crime.non_punishment", "crime.non_punishment.treaties",
    "crime.proposals_not_law", "delim.adoption", "delim.genital_mutilation", "delim.smuggling", "delim.coercion",
    "delim.deprivation_of_liberty", "delim.work_discrimination", "delim.extortion", "delim.procuring", "delim.buyer_of_sex",
    "crime.means", "crime.act", "crime.purpose", "crime.forced_labour", "crime.adult", "crime.minor", "crime.consent",
    "crime.interpretation", "crime.attempt", "definition.exploited_worker_52d", "permit.52d", "permit.52d.prolong", "stay.union_citizen",
    "asylum.may_apply", "asylum.ex_officio", "asylum.protection", "asylum.dublin", "stay.temporary_protection", "means_of_support.waiver",
    "identity.passport", "length.first_permit", "permit.54b", "work.wider_right", "seasonal_work.new_employer", "permit.52a.family_bar",
    "apply.family_permit", "family.relation_by_filing_day", "permit.52a.family", "permit.52", "permit.51", "permit.52e",
    "permit.extend.same_ground", "permit.continuous_after_two_years", "permit.extend.firm_ties", "permit.extend.after_violence",
    "permit.permanent", "identity.permanent_permit", "permit.cancellation", "apply.where", "appeal.permit", "fee.permit",
    "placement.in_municipality", "info.to_victim", "refusal.in_country", "refusal.override", "refusal.asylum_seeker_work_or_study",
    "refusal.discretionary_until_2024", "refusal.general", "refusal.international_relations", "refusal.conduct", "stay.pending",
    "work.right", "entry_ban.exempt", "removal_from_finland.limits", "definition.victim_in_aliens_act", "permit.52a1", "permit.52a2",
    "reflect.interrupt", "reflect.written_notice", "reflect.tell_police", "reflect.effects", "reflect.no_appeal", "reflect.grant",
    "reflect.by_assistance_system", "reflect.extend", "reflect.length", "reflect.longest", "reflect.decide_cooperation",
    "child.presumption", "child.help_with_child_welfare", "child.representative.no_permit", "child.representative.permit",
    "child.tracing_of_parents", "child.permit_factors", "eu.definition", "eu.early_help", "eu.reflection_period_and_permit",
    "coe.no_removal", "echr.credible_suspicion", "police.protection_needs", "police.recorded_interview", "police.child_guardian",
    "right.anonymous_witness", "police.record", "police.investigate", "police.inform", "police.propose_counsel", "police.refer",
    "police.release_notice", "right.compensation", "right.restraining_order", "right.annulment_of_forced_marriage", "right.counsel",
    "right.counsel_of_procuring_target", "right.legal_aid", "right.help_unconditional", "child_route", "child.in_view", "findings",
    "other_help.labour_rights", "other_help.crisis", "other_help.legal_advice", "other_help.debt_advice", "other_help.health",
    "other_help.social", "other_help.police", "other_help.pictures", "other_help.sexual_violence", "other_help.consumer",
    "other_help.money_affairs", "next_step", "emergency", "emergency.in_view", "safety.talk_in_private", "safety.interpreter",
    "safety.contact", "safety.no_contact", "signs.means", "signs.use", "other_help.work_advice", "other_help.sells_sex_support",
    "other_help.shelter", "other_help.honour", "other_help.child_welfare", "other_help.livelihood",
]


class AnswersDict(TypedDict, total=False):
    """Answers to the shipped facts: for type checkers and editors, else a plain ``dict``. A key that is not there is open."""

    proposer_presumes_offence_victim_until_2022: Judged | Mark | None
    admitted_to_assistance_system: bool | Mark | None
    has_municipality: bool | Mark | None
    admission_ground: Literal["victim", "assists_investigation", "child"] | Mark | None
    worker_presumes_victim: Judged | Mark | None
    admission_proposed: bool | Mark | None
    made_to_beg: bool | Mark | None
    punished_for_missing_daily_sum: bool | Mark | None
    person_displayed_for_begging: bool | Mark | None
    age_under_18: bool | Mark | None
    may_be_child: bool | Mark | None
    date_of_birth: date | Mark | None
    without_guardian: bool | Mark | None
    guardian_relationship_doubtful: bool | Mark | None
    kept_from_education: bool | Mark | None
    child_work_unsuitable: bool | Mark | None
    repeated_missing_episodes: bool | Mark | None
    unexplained_money_or_gifts: bool | Mark | None
    older_controlling_contact: bool | Mark | None
    many_children_one_adult: bool | Mark | None
    child_treated_apart: bool | Mark | None
    child_fearful_or_age_inappropriate: bool | Mark | None
    guardian_may_be_involved: Judged | Mark | None
    child_accompanies_person: bool | Mark | None
    pregnant: bool | Mark | None
    has_small_child: bool | Mark | None
    sole_carer: bool | Mark | None
    worked_without_right: bool | Mark | None
    employer_arranged_permit: bool | Mark | None
    permit_revoked_by_authority: bool | Mark | None
    permit_of_other_eu_state: bool | Mark | None
    exploitation_duration_days: int | Mark | None
    poverty: bool | Mark | None
    serious_illness: bool | Mark | None
    disability: bool | Mark | None
    does_not_know_rights: bool | Mark | None
    violence_during_recruitment: bool | Mark | None
    threats_during_recruitment: bool | Mark | None
    documents_taken_during_recruitment: bool | Mark | None
    confined_during_recruitment: bool | Mark | None
    denunciation_threat_during_recruitment: bool | Mark | None
    shame_threat_during_recruitment: bool | Mark | None
    family_harm_during_recruitment: bool | Mark | None
    money_withheld_during_recruitment: bool | Mark | None
    debt_bound_during_recruitment: bool | Mark | None
    dependent_on_exploiter: bool | Mark | None
    someone_speaks_for_person: bool | Mark | None
    rehearsed_account: bool | Mark | None
    in_power_of_another: bool | Mark | None
    frequent_controlling_contacts: bool | Mark | None
    afraid_of_someone: bool | Mark | None
    others_in_same_situation: bool | Mark | None
    controller_relationship: Literal[
        "partner_or_spouse", "parent", "other_relative", "employer_or_foreman", "agency_or_broker", "landlord", "organised_group",
        "acquaintance", "online_contact", "other", "nobody",
    ] | Mark | None
    distrust_of_authorities: bool | Mark | None
    psychological_control: bool | Mark | None
    others_organise_work_or_sale: bool | Mark | None
    daily_rules_set_by_other: bool | Mark | None
    cannot_refuse_or_leave: bool | Mark | None
    can_claim_rights_freely: bool | Mark | None
    fetched_back: bool | Mark | None
    tells_of_exploitation: bool | Mark | None
    others_tell_of_exploitation: bool | Mark | None
    trafficking_offence_investigated: bool | Mark | None
    under_18_at_offence: bool | Mark | None
    own_border_offence_suspected: bool | Mark | None
    own_non_border_offence_suspected: bool | Mark | None
    reasonably_suspected_victim: Judged | Mark | None
    stay_justified_by_proceedings: Judged | Mark | None
    willing_to_cooperate: Judged | Mark | None
    ties_to_suspects_cut: Judged | Mark | None
    debt_to_exploiter: bool | Mark | None
    debt_amount_eur: Decimal | float | int | Mark | None
    debt_growing_or_unclear: bool | Mark | None
    debt_worked_off: bool | Mark | None
    family_liable_for_debt: bool | Mark | None
    loans_taken_in_persons_name: bool | Mark | None
    oath_or_ritual_binding: bool | Mark | None
    deceived_job_nature: bool | Mark | None
    deceived_wages: bool | Mark | None
    deceived_work_conditions: bool | Mark | None
    deceived_sex_sale_conditions: bool | Mark | None
    deceived_contract: bool | Mark | None
    deceived_housing: bool | Mark | None
    deceived_legal_status: bool | Mark | None
    deceived_travel_terms: bool | Mark | None
    deceived_family_reunification: bool | Mark | None
    deceived_marriage_or_adoption: bool | Mark | None
    deceived_education: bool | Mark | None
    documents_withheld: bool | Mark | None
    has_access_to_own_id: bool | Mark | None
    documents_holder: Literal[
        "self", "employer", "partner", "relative", "agent", "other_controller", "authority", "lost_or_none",
    ] | Mark | None
    false_or_borrowed_documents: bool | Mark | None
    signed_papers_not_understood: bool | Mark | None
    bank_credentials_held_by_other: bool | Mark | None
    forced_criminal_activity: bool | Mark | None
    punished_if_refuses_crime: bool | Mark | None
    identity_used_for_fraud: bool | Mark | None
    suspected_for_compelled_act: bool | Mark | None
    marriage_without_free_consent: bool | Mark | None
    marriage_planned_abroad: bool | Mark | None
    servitude_in_relationship: bool | Mark | None
    married_under_18: bool | Mark | None
    honour_control_by_family: bool | Mark | None
    pressure_to_marry: bool | Mark | None
    visible_injuries: bool | Mark | None
    medical_care_denied: bool | Mark | None
    substance_dependency_exploited: bool | Mark | None
    substances_forced: bool | Mark | None
    trauma_signs: bool | Mark | None
    self_harm_or_suicide_risk: bool | Mark | None
    sexual_or_reproductive_health_concern: bool | Mark | None
    reproductive_coercion: bool | Mark | None
    exhausted_or_malnourished: bool | Mark | None
    harm_to_health: bool | Mark | None
    lives_at_workplace: bool | Mark | None
    housing_controlled_by_exploiter: bool | Mark | None
    substandard_housing: bool | Mark | None
    no_private_space: bool | Mark | None
    deprived_of_food_or_necessities: bool | Mark | None
    homeless_or_eviction_threat: bool | Mark | None
    lives_with_controller: bool | Mark | None
    immediate_danger: bool | Mark | None
    exploiter_present_or_near: bool | Mark | None
    exploiter_knows_location: bool | Mark | None
    children_or_family_at_risk: bool | Mark | None
    urgent_medical_need: bool | Mark | None
    feels_no_way_out: bool | Mark | None
    exploitation_status: Literal["ongoing", "ended"] | Mark | None
    exploitation_place: Literal["finland", "abroad", "both", "online"] | Mark | None
    wants_help: Literal["wants_help", "wants_to_think", "does_not_want_now"] | Mark | None
    consent_to_referral: Literal["consents", "consents_anonymously", "does_not_consent"] | Mark | None
    interpreter_needed: bool | Mark | None
    safe_contact_method: Literal["phone_call", "text_message", "via_trusted_person", "in_person_only", "none_safe"] | Mark | None
    person_asks_for_assistance: bool | Mark | None
    irregular_status_exploited: bool | Mark | None
    status_tied_to_exploiter: bool | Mark | None
    fears_removal_or_permit_loss: bool | Mark | None
    travel_arranged_by_other: bool | Mark | None
    could_not_arrange_travel_self: bool | Mark | None
    does_not_know_location: bool | Mark | None
    moved_between_places: bool | Mark | None
    transported_to_and_from_work: bool | Mark | None
    keys_or_tickets_held_by_other: bool | Mark | None
    movement_restricted: bool | Mark | None
    locked_in: bool | Mark | None
    under_surveillance: bool | Mark | None
    always_accompanied: bool | Mark | None
    can_leave_without_harm: bool | Mark | None
    communication_restricted: bool | Mark | None
    socially_isolated: bool | Mark | None
    forbidden_to_seek_help: bool | Mark | None
    child_overworked_or_led: bool | Mark | None
    someone_threatens_or_hurts: bool | Mark | None
    someone_profits: bool | Mark | None
    used_against_will: bool | Mark | None
    someone_restricts_or_watches: bool | Mark | None
    someone_keeps_money_or_papers: bool | Mark | None
    not_what_was_promised: bool | Mark | None
    someone_takes_advantage: bool | Mark | None
    brought_by_force_or_trade: bool | Mark | None
    debt_used_to_press: bool | Mark | None
    something_wrong_at_work: bool | Mark | None
    marriage_or_body_decided_by_other: bool | Mark | None
    told_of_exploitation: bool | Mark | None
    authority_has_acted: bool | Mark | None
    organ_removal_pressure: bool | Mark | None
    organ_removed_irregularly: bool | Mark | None
    unexplained_medical_tests: bool | Mark | None
    surrogacy_exploitation: bool | Mark | None
    child_obtained_for_illegal_adoption: bool | Mark | None
    paid_little_or_nothing: bool | Mark | None
    hourly_pay_eur: Decimal | float | int | Mark | None
    wages_withheld: bool | Mark | None
    excessive_deductions: bool | Mark | None
    pays_back_wages: bool | Mark | None
    earnings_taken: bool | Mark | None
    no_control_of_own_money: bool | Mark | None
    falsified_pay_or_hours_records: bool | Mark | None
    two_unfree_uses_perhaps: bool | Mark | None
    two_signs_perhaps: bool | Mark | None
    two_hints_perhaps: bool | Mark | None
    means_perhaps: bool | Mark | None
    profit_perhaps: bool | Mark | None
    endangers_public_order: Judged | Mark | None
    endangers_national_security: Judged | Mark | None
    endangers_public_health: Judged | Mark | None
    endangers_international_relations: Judged | Mark | None
    recruiter_relationship: Literal[
        "partner", "parent", "other_relative", "friend", "acquaintance", "employer", "agency_or_broker", "religious_or_community_figure",
        "online_contact", "stranger", "nobody",
    ] | Mark | None
    recruitment_channel: Literal[
        "in_person", "family_network", "friends", "school", "previous_work", "agency", "social_media", "dating_app",
        "online_advertisement", "gaming_or_chat", "street_or_shelter", "reception_centre", "other",
    ] | Mark | None
    recruitment_fee_paid: bool | Mark | None
    recruitment_fee_amount_eur: Decimal | float | int | Mark | None
    exploiter_controlled_recruitment: bool | Mark | None
    sold_or_exchanged: bool | Mark | None
    abducted: bool | Mark | None
    marriage_or_adoption_used_to_recruit: bool | Mark | None
    lack_of_information_exploited: bool | Mark | None
    false_success_stories: bool | Mark | None
    false_information_on_law_or_authorities: bool | Mark | None
    emotional_dependency_exploited: bool | Mark | None
    reflection_status: Literal["none", "running", "interrupted", "ended", "not_begun"] | Mark | None
    reflection_starts_on: date | Mark | None
    reflection_ends_on: date | Mark | None
    reflection_phase: Literal["no_period", "not_begun", "within_minimum", "begun", "past_maximum"] | Mark | None
    reflection_last_day_ahead: bool | Mark | None
    in_finland: bool | Mark | None
    citizenship: Literal["finnish", "eu_eea_swiss", "third_country"] | Mark | None
    right_of_residence: bool | Mark | None
    residence_permit_held: bool | Mark | None
    asylum_pending: bool | Mark | None
    temporary_protection: bool | Mark | None
    victim_permit_held: Literal["none", "temporary_52a1", "continuous_52a2"] | Mark | None
    other_permit_held: Literal[
        "none", "temporary_51", "continuous_52", "temporary_52d", "continuous_52e", "continuous_54_5", "continuous_54b", "other",
    ] | Mark | None
    removal_from_finland_considered: bool | Mark | None
    sells_sex_or_sexual_services: bool | Mark | None
    forced_or_pressured_to_sell_sex: bool | Mark | None
    cannot_refuse_clients_or_acts: bool | Mark | None
    third_party_profits_from_sex: bool | Mark | None
    sexual_content_for_others_benefit: bool | Mark | None
    sex_exchanged_for_basic_needs: bool | Mark | None
    advertised_by_others: bool | Mark | None
    ownership_marks: bool | Mark | None
    physical_violence: bool | Mark | None
    sexual_violence: bool | Mark | None
    threats_of_violence: bool | Mark | None
    threats_to_family: bool | Mark | None
    violence_to_family: bool | Mark | None
    denunciation_threat: bool | Mark | None
    shame_threat: bool | Mark | None
    image_based_blackmail: bool | Mark | None
    psychological_abuse: bool | Mark | None
    forced_to_act_against_others: bool | Mark | None
    forced_to_lie: bool | Mark | None
    threat_to_take_children: bool | Mark | None
    honour_violence: bool | Mark | None
    poverty_or_homelessness_exploited: bool | Mark | None
    difficult_family_situation_exploited: bool | Mark | None
    family_dependants_pressure: bool | Mark | None
    language_or_education_gap_exploited: bool | Mark | None
    personal_situation_exploited: bool | Mark | None
    beliefs_exploited: bool | Mark | None
    crisis_context_exploited: bool | Mark | None
    past_difficulties_exploited: bool | Mark | None
    marginalised_group_exploited: bool | Mark | None
    economic_need_keeps_person: bool | Mark | None
    unfamiliar_place_or_language: bool | Mark | None
    no_support_network: bool | Mark | None
    previously_trafficked: bool | Mark | None
    unmanageable_debts: bool | Mark | None
    work_sector: Literal[
        "restaurant", "cleaning", "construction", "agriculture_or_greenhouse", "wild_berry_picking", "domestic_or_au_pair", "care_work",
        "beauty_or_massage", "car_wash_or_repair", "transport_or_delivery", "industry", "sale_of_sex", "online_content", "begging",
        "crime", "family_home", "other",
    ] | Mark | None
    works_excessive_hours: bool | Mark | None
    weekly_hours: Decimal | float | int | Mark | None
    hazardous_work_unprotected: bool | Mark | None
    degrading_working_conditions: bool | Mark | None
    forced_tasks: bool | Mark | None
    fined_or_punished_at_work: bool | Mark | None
    cannot_quit_work: bool | Mark | None
    threat_of_worse_conditions: bool | Mark | None
    forced_to_work: bool | Mark | None
    no_written_contract: bool | Mark | None
    labour_law_or_contract_breached: bool | Mark | None
    no_social_protection: bool | Mark | None
    bogus_self_employment: bool | Mark | None
    worker_role: Literal[
        "social_worker", "health_worker", "early_childhood_worker", "teacher", "after_school_worker", "youth_worker", "police_officer",
        "prosecutor", "border_guard", "customs_officer", "prison_worker", "rescue_worker", "emergency_centre_worker",
        "enforcement_officer", "kela_worker", "labour_inspector", "immigration_officer", "asylum_reception_worker",
        "assistance_system_worker", "other_authority", "parish_worker", "priest", "lawyer", "interpreter", "ngo_worker",
        "business_worker", "volunteer", "private_person",
    ] | Mark | None
    needs_special_help: Judged | Mark | None
    considered_victim_until_2015: Judged | Mark | None
    criminal_case_stage: Literal[
        "no_decision", "not_opened", "investigation_open", "ended_nobody_chargeable", "ended_not_trafficking",
        "not_charged_not_trafficking", "charged", "court_not_trafficking", "court_trafficking", "ended_other_reason",
    ] | Mark | None
    municipality_in_aland: bool | Mark | None
    refuses_measures: bool | Mark | None
    child_welfare_basis_for_measures: bool | Mark | None
    removal_from_system_decided: bool | Mark | None
    assistance_decision_kind: Literal[
        "admission_refused", "removal", "assistance_measure", "county_decision", "accommodation_or_transfer", "recovery_period",
        "reflection_period",
    ] | Mark | None
    may_be_trafficking_offence_victim_until_2022: Judged | Mark | None
    may_be_trafficking_victim: Judged | Mark | None
    needs_assistance_measures: Judged | Mark | None
    assists_trafficking_investigation: bool | Mark | None
    child_of_admitted_person: bool | Mark | None
    child_needs_help: Judged | Mark | None
    wants_to_return: bool | Mark | None
    costs_from_victim_needs: Judged | Mark | None
    organiser_claimed_compensation_in_time: bool | Mark | None
    admission_decided_on: date | Mark | None
    possible_victim_of_investigated_offence: Judged | Mark | None
    victimised_abroad: Judged | Mark | None
    investigation_decision_shows_victim: Judged | Mark | None
    expert_group_heard: bool | Mark | None
    victim_permit_granted_on: date | Mark | None
    data_needed_for_admission: Judged | Mark | None
    info_requester: Literal[
        "municipality", "county", "investigator", "immigration_service_or_centre", "someone_else",
    ] | Mark | None
    data_indispensable_for_assistance: Judged | Mark | None
    in_reception_client_register: bool | Mark | None
    last_register_entry_on: date | Mark | None
    register_data_recipient: Literal["immigration_service", "police", "border_authority", "ely_centre", "someone_else"] | Mark | None
    register_data_needed_for_helping_until_2015: Judged | Mark | None
    register_data_needed_for_task_from_2015: Judged | Mark | None
    reception_services_time_reasonable: Judged | Mark | None
    first_permit_over_three_years_ago: bool | Mark | None
    first_permit_granted_on: date | Mark | None
    reached_integration_services_late: bool | Mark | None
    serious_threat_suspected: Judged | Mark | None
    consents_to_expert_group_data: bool | Mark | None
    data_needed_for_planning: Judged | Mark | None
    decision_served_on: date | Mark | None
    appeal_time_over: bool | Mark | None
    consents_to_assessment_group_data: bool | Mark | None
    other_proposer: Literal["authority", "service_provider", "private_actor", "third_sector", "nobody"] | Mark | None
    proposal_lapsed: bool | Mark | None
    recovery_given_with_admission: bool | Mark | None
    recovery_status: Literal["none", "running", "interrupted", "ended"] | Mark | None
    recovery_decided_on: date | Mark | None
    recovery_ends_on: date | Mark | None
    recovery_phase: Literal["not_begun", "within_minimum", "begun", "past_maximum"] | Mark | None
    recovery_last_day_ahead: bool | Mark | None
    recovery_days_asked: int | Mark | None
    circumstances_require_recovery_extension: Judged | Mark | None
    recovery_extension_days: int | Mark | None
    consents_to_investigator_contact: bool | Mark | None
    recovery_ran_past_repeal: bool | Mark | None
    recovery_over_before_repeal: bool | Mark | None
    removal_from_system_considered: bool | Mark | None
    serious_danger_to_public_order: Judged | Mark | None
    aftercare_time_reasonable: Judged | Mark | None
    removal_from_system_not_at_once: bool | Mark | None
    removal_from_system_final: bool | Mark | None
    enforcement_stayed_by_court: bool | Mark | None
    assistance_provisions_applied: bool | Mark | None
    formal_identification: Literal["none", "identified", "ruled_out"] | Mark | None
    no_longer_needs_measures: Judged | Mark | None
    left_or_removed_from_finland: Judged | Mark | None
    wants_to_leave_system: bool | Mark | None
    disappeared: Judged | Mark | None
    social_services_indispensable: Judged | Mark | None
    needs_reception_allowance: Judged | Mark | None
    full_board_at_centre: bool | Mark | None
    learned_in_task: bool | Mark | None
    worker_acts_for_authority: bool | Mark | None
    organisation_in_trafficking_help: bool | Mark | None
    probable_grounds_trafficking: Judged | Mark | None
    probable_grounds_fraud_or_extortion: Judged | Mark | None
    probable_grounds_work_offence: Judged | Mark | None
    minimum_terms_or_safety_broken: Judged | Mark | None
    supervised_law_broken: Judged | Mark | None
    breach_slight_and_no_public_interest: Judged | Mark | None
    rapporteur_asks_information: bool | Mark | None
    identifying_data_indispensable_for_rapporteur: Judged | Mark | None
    learned_in_pastoral_care: bool | Mark | None
    organisation_in_child_welfare_list: bool | Mark | None
    works_on_commission_or_independently: bool | Mark | None
    child_welfare_need_suspected: Judged | Mark | None
    suspects_sexual_offence_against_child: Judged | Mark | None
    suspects_violent_offence_against_child: Judged | Mark | None
    suspects_child_trafficking: Judged | Mark | None
    contact_need: Literal[
        "danger", "victim_help", "resident_services", "child", "crime_report", "border", "permit", "work", "pay", "legal_advice",
        "compensation", "support", "sale_of_sex", "forced_marriage", "asylum_advice", "structural",
    ] | Mark | None
    contact_data_check_recorded: bool | Mark | None
    contact_data_age_days: int | Mark | None
    contact_data_checked_on: date | Mark | None
    organisation_provides_social_services: bool | Mark | None
    client_data_requested: bool | Mark | None
    suspected_offence_class: Literal["listed_or_four_years", "lesser"] | Mark | None
    data_needed_to_clear_up_offence: Judged | Mark | None
    social_provider_suspects_offence: Judged | Mark | None
    disclosure_indispensable: Judged | Mark | None
    someone_in_danger_of_violence: Judged | Mark | None
    consents_to_police_report: bool | Mark | None
    knows_trafficking_underway: Judged | Mark | None
    trafficking_still_preventable: Judged | Mark | None
    authority_or_endangered_told: bool | Mark | None
    anonymous_advice_wanted: bool | Mark | None
    data_is_confidential: bool | Mark | None
    disclosure_allowed_by_statute: bool | Mark | None
    consents_to_disclosure: bool | Mark | None
    later_law_milder: Judged | Mark | None
    turned_12: bool | Mark | None
    child_hearing_unnecessary: Judged | Mark | None
    child_opinion_not_needed: Judged | Mark | None
    offence_act_took_into_power_until_2014: Judged | Mark | None
    offence_purpose_forced_labour: Judged | Mark | None
    offence_purpose_human_dignity: Judged | Mark | None
    offence_work_done: Judged | Mark | None
    offence_could_refuse_and_leave: Judged | Mark | None
    offence_intent: Judged | Mark | None
    offence_intent_covers_age: Judged | Mark | None
    offence_force: Judged | Mark | None
    offence_grave_harm: Judged | Mark | None
    offence_organised_group: Judged | Mark | None
    offence_wide_subjection: Judged | Mark | None
    under_15_at_offence: bool | Mark | None
    offence_force_led_to_act: Judged | Mark | None
    offence_impaired_ability: Judged | Mark | None
    offence_gross_as_a_whole: Judged | Mark | None
    offence_slavery: Judged | Mark | None
    offence_child_traded: Judged | Mark | None
    offence_several_persons: bool | Mark | None
    trafficking_done_abroad: bool | Mark | None
    offence_in_organisation: bool | Mark | None
    under_15_at_own_offence: bool | Mark | None
    own_border_offence_from_trafficking: Judged | Mark | None
    own_offence_compelled: Judged | Mark | None
    charges_waiver_grounds_met: Judged | Mark | None
    punishment_waiver_grounds_met: Judged | Mark | None
    offence_adoption_consent: Judged | Mark | None
    offence_adoption_mediated: Judged | Mark | None
    offence_genital_mutilation_done: Judged | Mark | None
    offence_genital_mutilation_prepared: Judged | Mark | None
    offence_smuggling_act: Judged | Mark | None
    offence_smuggling_document_by_deceit: Judged | Mark | None
    offence_smuggling_acceptable: Judged | Mark | None
    offence_smuggling_gross: Judged | Mark | None
    offence_coerced: Judged | Mark | None
    offence_liberty_deprived: Judged | Mark | None
    offence_liberty_aggravating: Judged | Mark | None
    offence_liberty_gross: Judged | Mark | None
    offence_by_employer: Judged | Mark | None
    offence_discrimination_ground: Judged | Mark | None
    offence_markedly_unfavourable: Judged | Mark | None
    offence_work_distress_exploited: Judged | Mark | None
    offence_extortion_distress_exploited: Judged | Mark | None
    offence_extortion_disproportion: Judged | Mark | None
    offence_extortion_aggravating: Judged | Mark | None
    offence_extortion_gross: Judged | Mark | None
    offence_procuring_gain: Judged | Mark | None
    offence_procuring_act: Judged | Mark | None
    offence_procuring_pressure: Judged | Mark | None
    offence_procuring_aggravating: Judged | Mark | None
    offence_procuring_gross: Judged | Mark | None
    offence_bought_sexual_act: Judged | Mark | None
    offence_object_of_sex_trade: Judged | Mark | None
    offence_buyer_intent: Judged | Mark | None
    offence_buyer_intent_covers_age: Judged | Mark | None
    offence_buyer_suspicion: Judged | Mark | None
    offence_means_dependent_position: Judged | Mark | None
    offence_means_insecure_state: Judged | Mark | None
    offence_means_pressure: Judged | Mark | None
    offence_means_deception: Judged | Mark | None
    offence_means_mistake: Judged | Mark | None
    offence_means_payment_made: Judged | Mark | None
    offence_means_payment_taken: Judged | Mark | None
    offence_act_took_control_from_2015: Judged | Mark | None
    offence_act_recruited: Judged | Mark | None
    offence_act_handed_over: Judged | Mark | None
    offence_act_transported: Judged | Mark | None
    offence_act_received: Judged | Mark | None
    offence_act_accommodated: Judged | Mark | None
    offence_purpose_sexual: Judged | Mark | None
    offence_purpose_organs: Judged | Mark | None
    offence_purpose_organ_gain: Judged | Mark | None
    offence_purpose_forced_marriage: Judged | Mark | None
    offence_penalty_menace: Judged | Mark | None
    offence_against_free_will: Judged | Mark | None
    offence_means_led_to_act: Judged | Mark | None
    offence_attempt_begun: Judged | Mark | None
    residence_basis: Literal[
        "finnish_citizen", "eu_citizen", "work_permit", "seasonal_work", "student", "family", "asylum_applicant",
        "international_protection", "temporary_protection", "visa_free_or_visa", "no_permit", "other",
    ] | Mark | None
    permit_extension_applied_for: bool | Mark | None
    stayed_without_right_before_applying: bool | Mark | None
    knowingly_worked_without_right: bool | Mark | None
    permit_applied_for: Literal[
        "victim_52a", "worker_52d", "employer_54b", "obstacle_51", "humane_52", "witness_52e", "family_tie", "other",
    ] | Mark | None
    valid_passport: bool | Mark | None
    other_travel_document: bool | Mark | None
    family_permit_route: Literal[
        "filed_abroad", "extension", "born_here", "here_lived_together", "here_finnish_origin", "here_moved_within_union",
        "here_refusal_unreasonable", "here_otherwise",
    ] | Mark | None
    previous_permit_ends_on: date | Mark | None
    permit_valid_when_applied: bool | Mark | None
    permit_valid_from: date | Mark | None
    means_of_support_exception: Judged | Mark | None
    permit_conditions_still_exist: Judged | Mark | None
    dublin_transfer_considered: bool | Mark | None
    asylum_ended_not_left: bool | Mark | None
    permanent_permit_held: bool | Mark | None
    stay_unlawful_while_working: bool | Mark | None
    unlawful_work_began_on: date | Mark | None
    under_18_while_working: bool | Mark | None
    particularly_exploitative_conditions: Judged | Mark | None
    stay_justified_by_employer_case: Judged | Mark | None
    back_wages_outstanding: bool | Mark | None
    eu_right_not_registrable: bool | Mark | None
    asylum_examined_despite_protection: bool | Mark | None
    seasonal_cancellation_considered: bool | Mark | None
    seasonal_new_employer: bool | Mark | None
    employer_misconduct_suspected: Judged | Mark | None
    permit_54b_given_for_same: bool | Mark | None
    works_on_residence_permit: bool | Mark | None
    wider_work_right_applied_for: bool | Mark | None
    new_employer_information_given: bool | Mark | None
    seasonal_document: Literal["none", "certificate", "visa", "permit"] | Mark | None
    sponsor_permit: Literal[
        "temporary_51", "temporary_52a1", "temporary_52d", "continuous_52a2", "other_continuous", "other",
    ] | Mark | None
    family_relation: Literal["spouse", "cohabiting_partner", "child", "foster_child", "custodian", "other"] | Mark | None
    spouses_old_enough: bool | Mark | None
    child_age_at_application_and_decision: Literal["minor_at_both", "minor_at_application_only", "adult"] | Mark | None
    delay_not_own_fault: Judged | Mark | None
    sponsor_permit_before_application: bool | Mark | None
    sponsor_permit_from: date | Mark | None
    means_of_support_secured: bool | Mark | None
    humane_refusal_unreasonable: Judged | Mark | None
    health_prevents_return: Judged | Mark | None
    return_factually_impossible: Judged | Mark | None
    refuses_or_obstructs_return: Judged | Mark | None
    in_witness_protection: bool | Mark | None
    compelling_security_reason: Judged | Mark | None
    two_years_stay: Literal["on_permit", "partly_without_permit", "under_two_years"] | Mark | None
    stays_without_break_since: date | Mark | None
    time_without_permit_counts: Judged | Mark | None
    family_tie_ended: bool | Mark | None
    firm_ties_to_finland: Judged | Mark | None
    difficult_after_violence: Judged | Mark | None
    ended_tie_refusal_unreasonable: Judged | Mark | None
    four_years_continuous_permit: bool | Mark | None
    continuous_permits_since: date | Mark | None
    sponsor_qualifies_for_permanent: Judged | Mark | None
    permanent_conditions_from_2026: Judged | Mark | None
    offence_bars_permanent: Judged | Mark | None
    identity_for_permanent: Literal["passport", "attempt_and_other_proof", "neither"] | Mark | None
    identity_exception: Judged | Mark | None
    moved_away_from_finland: bool | Mark | None
    permit_by_knowing_falsehood: Judged | Mark | None
    permit_conditions_never_existed: Judged | Mark | None
    lawful_stay_was_short: Judged | Mark | None
    permit_decision_received: bool | Mark | None
    refusal_unreasonable: Judged | Mark | None
    refusal_necessary: Judged | Mark | None
    forgot_to_extend: Judged | Mark | None
    evaded_removal_from_finland: Judged | Mark | None
    unfounded_to_delay_removal: Judged | Mark | None
    other_disregard_of_rules: Judged | Mark | None
    permit_granted_since_asylum_application: bool | Mark | None
    applied_right_after_temporary_protection: bool | Mark | None
    binding_decision_against_permit: bool | Mark | None
    long_term_eu_permit_granted: bool | Mark | None
    entry_rules_circumvented: Judged | Mark | None
    true_purpose_differs: Judged | Mark | None
    false_information_given: Judged | Mark | None
    false_documents_used: bool | Mark | None
    otherwise_deceived_authorities: Judged | Mark | None
    entry_ban_in_force: bool | Mark | None
    would_be_exploited: Judged | Mark | None
    returned_with_assistance: bool | Mark | None
    return_assistance_granted_on: date | Mark | None
    returned_on: date | Mark | None
    earlier_serious_breach: Judged | Mark | None
    permit_application_pending: bool | Mark | None
    applied_during_lawful_stay: bool | Mark | None
    removal_from_finland_enforceable: bool | Mark | None
    former_52a_permit: bool | Mark | None
    return_duty_not_met: bool | Mark | None
    particularly_vulnerable: Judged | Mark | None
    reflection_decided_by: Literal["police_or_border", "assistance_system", "nobody"] | Mark | None
    ties_renewed_voluntarily: Judged | Mark | None
    reflection_interruption_necessary: Judged | Mark | None
    reflection_six_months_given: bool | Mark | None
    reflection_days_asked: int | Mark | None
    reflection_length_asked: Literal["too_short", "allowed", "too_long"] | Mark | None
    reflection_extension_until: date | Mark | None
    reflection_past_six_months: bool | Mark | None
    decided_before_admission: bool | Mark | None
    asylum_seeker_may_have_reflection: Judged | Mark | None
    circumstances_require_reflection_extension: Judged | Mark | None
    credible_suspicion: Judged | Mark | None
    injured_party: bool | Mark | None
    offence_report: Literal["reported_by_person", "reported_by_other", "learned_otherwise", "not_reported"] | Mark | None
    special_protection_needed: Judged | Mark | None
    has_other_legal_representative: bool | Mark | None
    child_permit_route: Literal[
        "after_asylum_application", "refugee_quota", "humanitarian_admission", "temporary_protection", "relative_of_child_alone",
        "another_way",
    ] | Mark | None
    guardians_untraceable: bool | Mark | None
    eu_act_met: Judged | Mark | None
    eu_means_met: Judged | Mark | None
    eu_no_real_alternative: Judged | Mark | None
    eu_purpose: Judged | Mark | None
    reasonable_grounds_indication: Judged | Mark | None
    identification_completed: bool | Mark | None
    interviewed_as_non_party: bool | Mark | None
    protective_arrangements_would_delay: Judged | Mark | None
    turned_15: bool | Mark | None
    unwilling_to_attend_trial: bool | Mark | None
    trial_hearing_endangers_health: Judged | Mark | None
    custodian_not_impartial: Judged | Mark | None
    guardian_clearly_unnecessary: Judged | Mark | None
    anonymous_witness_applied_for: bool | Mark | None
    anonymity_necessary: Judged | Mark | None
    sexual_act_offence_investigated: bool | Mark | None
    sex_trade_offence_investigated: bool | Mark | None
    aggravated_procuring_suspected: bool | Mark | None
    eight_year_offence_suspected: bool | Mark | None
    reason_to_suspect_offence: Judged | Mark | None
    counsel_proposal_called_for: Judged | Mark | None
    support_referral_required: Judged | Mark | None
    offence_caused_harm: bool | Mark | None
    harmful_offence_in_finland: bool | Mark | None
    resident_in_eu_state: bool | Mark | None
    slight_link_to_finland: Judged | Mark | None
    domicile_in_finland_at_offence: bool | Mark | None
    abroad_for_work_or_study: bool | Mark | None
    compensation_abroad_justified: Judged | Mark | None
    compensation_judgment_final: bool | Mark | None
    compensation_matter_before_court: bool | Mark | None
    unreported_compensation_justified: Judged | Mark | None
    offence_dealt_with_in_court: bool | Mark | None
    damages_claim_neglected: Judged | Mark | None
    compensation_judgment_given_on: date | Mark | None
    compensation_time_over_after_judgment: bool | Mark | None
    offence_committed_on: date | Mark | None
    compensation_time_over_after_offence: bool | Mark | None
    late_compensation_application_justified: Judged | Mark | None
    restraining_order_asked: bool | Mark | None
    restraining_order_grounds: Judged | Mark | None
    protection_needed_at_once: Judged | Mark | None
    life_or_health_evidently_in_danger: Judged | Mark | None
    monitoring_requested_by_officer: bool | Mark | None
    monitoring_indispensable: Judged | Mark | None
    restraining_counsel_justified: Judged | Mark | None
    forced_to_marry: Judged | Mark | None
    annulment_applied_for: bool | Mark | None
    marriage_already_dissolved: bool | Mark | None
    cooperates_with_authorities: bool | Mark | None
    help_considered: bool | Mark | None
    liberty_or_health_offence_investigated: bool | Mark | None
    violent_offence_investigated: Literal["assault_or_homicide", "preparation", "genital_mutilation", "none"] | Mark | None
    relationship_justifies_counsel: Judged | Mark | None
    counsel_justified_by_seriousness: Judged | Mark | None
    counsel_specially_unnecessary: Judged | Mark | None
    heard_in_person: bool | Mark | None
    needs_support_in_proceedings: Judged | Mark | None
    makes_claims_in_trial: bool | Mark | None
    sexual_offence_investigated: bool | Mark | None
    procuring_target: bool | Mark | None
    needs_legal_help: bool | Mark | None
    means_test_met: Judged | Mark | None
